/** A resolver that is emulated: what planning, engines and comparison need to know of one, whoever wrote the real one. */
import type { EarlierStep, Errno, Lookup, Outcome, World } from "../world/world.ts";
import type { ResolverId } from "./id.ts";

export interface Resolver {
  readonly id: ResolverId;
  /** Absolute paths of all files that it may read. What it reads decides which lookups are one and the same. */
  readonly files: readonly string[];
  /** System calls that the real one makes by itself, on x86_64 or arm64: a host profile may answer them. */
  readonly calls: readonly string[];
  /** Those of `calls` whose answers the emulation asks its World for: it feels what a host answers to them. */
  readonly felt: readonly string[];
  /**
   * Looks up, in a process that does `earlier` before. A pure function of `world`: nothing else is looked at. Never rejects for
   * what a lookup can come to.
   */
  resolve(world: World, lookup: Lookup, earlier?: readonly EarlierStep[]): Promise<Resolved>;
  /** Of a resolver that may leave the lookup to the libc of its image; null for a libc itself. */
  readonly program: Program | null;
}

/** What a lookup came to. */
export interface Resolved {
  readonly outcome: Outcome;
  /** Other outcomes that the same resolver can show here, where it races with itself. */
  readonly alternatives: readonly Outcome[];
  /** What the lookups of `earlier` came to; absent without one. */
  readonly earlier?: readonly Outcome[];
  /** errno that getaddrinfo leaves behind; only beside EAI_SYSTEM, whose reason it is. */
  readonly errno?: Errno;
}

/** A program with a resolver of its own, that also knows how to ask the libc. */
export interface Program {
  /** Whether it asks the libc for `name`, and why. */
  chooseMode(world: World, name: string): Promise<Mode>;
  /** What it makes of a libc's answer, which came to `outcome` (and left `errno` with EAI_SYSTEM). */
  throughLibc(lookup: Lookup, outcome: Outcome, errno: Errno | null): Outcome;
}

/** Who looks a name up in a program with cgo, and why. */
export interface Mode {
  /** "cgo", or the order of the program's own resolver. */
  readonly order: string;
  /** For people: `resolv.conf line 1: unknown keyword "#"`. */
  readonly because: string;
  /** The order of the same program without cgo. */
  readonly pureOrder: string;
}

/**
 * The first system call that the resolver makes, that is answered instead of made, and that its emulation does not feel:
 * what it would show were wrong. Null where there is none.
 *
 * @param answered names of the calls that the host answers
 */
export function unfeltCall(
  { calls, felt }: Pick<Resolver, "calls" | "felt">,
  answered: readonly string[],
): string | null {
  return answered.find((name) => calls.includes(name) && !felt.includes(name)) ?? null;
}
