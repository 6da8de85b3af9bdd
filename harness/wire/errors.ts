/** Bytes or text that are not what DNS allows: what is wrong, and where. */
export class WireError extends Error {
  override readonly name = "WireError";
  /** What was being read or written: "header", "question name", "rdata of A". */
  readonly what: string;
  readonly problem: string;
  /** Bytes from the start of the message or text; for record data as text, the number of the field from 0. */
  readonly offset: number;

  constructor(what: string, problem: string, offset: number) {
    super(`${what}: ${problem} (offset ${offset})`);
    this.what = what;
    this.problem = problem;
    this.offset = offset;
  }
}
