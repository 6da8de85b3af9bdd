/**
 * getaddrinfo's return values on Linux, as glibc's and musl's <netdb.h> number them (both the same; musl has
 * only those of POSIX and, from 1.2.4 on, EAI_NODATA).
 */
import type { ErrorClass } from "../../world/world.ts";

interface GaiError {
  readonly code: string;
  readonly class: ErrorClass;
}

const GAI_ERRORS: Readonly<Record<number, GaiError>> = {
  [-1]: { code: "EAI_BADFLAGS", class: "system" },
  [-2]: { code: "EAI_NONAME", class: "not-found" },
  [-3]: { code: "EAI_AGAIN", class: "temporary" },
  [-4]: { code: "EAI_FAIL", class: "permanent" },
  [-5]: { code: "EAI_NODATA", class: "no-data" },
  [-6]: { code: "EAI_FAMILY", class: "system" },
  [-7]: { code: "EAI_SOCKTYPE", class: "system" },
  [-8]: { code: "EAI_SERVICE", class: "system" },
  [-9]: { code: "EAI_ADDRFAMILY", class: "no-data" },
  [-10]: { code: "EAI_MEMORY", class: "system" },
  [-11]: { code: "EAI_SYSTEM", class: "system" },
  [-12]: { code: "EAI_OVERFLOW", class: "system" },
  [-100]: { code: "EAI_INPROGRESS", class: "system" },
  [-101]: { code: "EAI_CANCELED", class: "system" },
  [-102]: { code: "EAI_NOTCANCELED", class: "system" },
  [-103]: { code: "EAI_ALLDONE", class: "system" },
  [-104]: { code: "EAI_INTR", class: "system" },
  [-105]: { code: "EAI_IDN_ENCODE", class: "system" },
};

export const EAI_SYSTEM = -11;

/** Name and class of a return value; `EAI_-42` for one that neither libc has. */
export function gaiError(number: number): GaiError {
  return GAI_ERRORS[number] ?? { code: `EAI_${number}`, class: "system" };
}

/** Return value and class of an error by its name. Throws RangeError for a name that no libc has. */
export function gaiErrorNamed(code: string): GaiError & { readonly number: number } {
  const found = Object.entries(GAI_ERRORS).find(([, error]) => error.code === code);
  if (found === undefined) throw new RangeError(`getaddrinfo knows no error ${code}`);
  return { number: Number(found[0]), ...found[1] };
}
