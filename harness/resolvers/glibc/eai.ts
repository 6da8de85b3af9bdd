/** Numbers of getaddrinfo's errors (netdb.h), as far as lookups come to them. */
export const EAI = {
  NONAME: -2,
  AGAIN: -3,
  NODATA: -5,
  ADDRFAMILY: -9,
  SYSTEM: -11,
} as const;
