/** Errors as musl words them (src/network/gai_strerror.c), and as outcomes. */
import type { Outcome } from "../../world/world.ts";
import { gaiErrorNamed } from "../libc/gai-errors.ts";
import type { Features } from "./versions.ts";

const TEXTS: Readonly<Record<string, string>> = {
  EAI_BADFLAGS: "Invalid flags",
  EAI_NONAME: "Name does not resolve",
  EAI_AGAIN: "Try again",
  EAI_FAIL: "Non-recoverable error",
  EAI_NODATA: "Name has no usable address",
  EAI_SYSTEM: "System error",
};

/** What a caller of getaddrinfo gets. Throws RangeError for a code that no libc has. */
export function errorOutcome(code: string, { knowsNoData }: Features): Outcome {
  const { number, class: errorClass } = gaiErrorNamed(code);
  const text = code === "EAI_NODATA" && !knowsNoData ? undefined : TEXTS[code];
  return { kind: "error", class: errorClass, code, number, text: text ?? "Unknown error" };
}

/** How a lookup ends that kills its process. */
export function crashOutcome(signal: string): Outcome {
  return { kind: "error", class: "system", code: signal, text: `the process was killed by ${signal}` };
}
