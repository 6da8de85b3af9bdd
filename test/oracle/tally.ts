/** How many random cases were run, by Go release and kind, and how many of them differ. */

interface Row {
  readonly cases: number;
  readonly differ: number;
  readonly differedOnce: number;
}

const COLUMNS = ["Go", "kind", "cases", "differ", "differed once"] as const;

export class Tally {
  readonly #rows = new Map<string, Map<string, Row>>();

  add(version: string, kind: string, cases: number, differ: number, differedOnce: number): void {
    const ofVersion = this.#rows.get(version) ?? new Map<string, Row>();
    this.#rows.set(version, ofVersion);
    const row = ofVersion.get(kind) ?? { cases: 0, differ: 0, differedOnce: 0 };
    ofVersion.set(kind, {
      cases: row.cases + cases,
      differ: row.differ + differ,
      differedOnce: row.differedOnce + differedOnce,
    });
  }

  /** A Markdown table with the seed above it. */
  table(seed: number): string {
    const rows = [...this.#rows].flatMap(([version, kinds]) =>
      [...kinds].map(([kind, { cases, differ, differedOnce }]) => [
        version,
        kind,
        cases,
        differ,
        differedOnce,
      ]),
    );
    const lines = [COLUMNS, COLUMNS.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
    return [`Random cases, seed ${seed}:`, ...lines].join("\n");
  }
}
