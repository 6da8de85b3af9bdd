/** What one part of the benchmark found. */

export interface Goal {
  readonly text: string;
  readonly measured: number;
  readonly limit: number;
  readonly bound: "at least" | "at most";
}

export interface Part {
  readonly title: string;
  /** Names of the columns, with their units. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly goals: readonly Goal[];
  /** What a reader of the numbers must know: how they were taken, and what this machine lacks. */
  readonly notes: readonly string[];
}

/** Whether what was measured keeps to the goal. */
export function isMet({ measured, limit, bound }: Goal): boolean {
  return bound === "at least" ? measured >= limit : measured <= limit;
}
