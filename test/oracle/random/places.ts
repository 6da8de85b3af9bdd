/** Addresses of the lab. */

/** Where servers listen. */
export const SERVERS = ["127.0.0.1", "127.0.0.2", "::1"] as const;
/** Where nothing listens. */
export const CLOSED = "127.0.0.9";
