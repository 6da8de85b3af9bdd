/** What became of each line of a configuration file, for people who ask why. */

/** What a line does. */
export interface LineEffect {
  /** Null: nothing. */
  readonly effect: string | null;
  /** Why it, or a part of it, is ignored; or what to know about its effect. */
  readonly why: string | null;
}

/** One line: what it did, or that it did nothing, and why. */
export interface LineNote {
  /** Counts from 1. */
  readonly line: number;
  /** As a terminal shows it. */
  readonly text: string;
  /** What the line did, or null. */
  readonly effect: string | null;
  readonly ignored: boolean;
  /** Why it, or a part of it, was ignored; or what to know about its effect. */
  readonly why: string | null;
}

/** One thing that a line does or fails to do. */
export interface Statement {
  /** A later statement about the same setting replaces this one's effect; null: effects add up. */
  readonly setting: string | null;
  readonly effect: string | null;
  readonly why: string | null;
}

/** A line that did something. */
export function took(setting: string | null, effect: string, why: string | null = null): Statement {
  return { setting, effect, why };
}

/** A line, or a part of it, that did nothing. */
export function ignored(why: string): Statement {
  return { setting: null, effect: null, why };
}

/** Collects what the lines of one file do and tells in the end which of them were replaced by later ones. */
export class LineNotes {
  readonly #lines: {
    readonly line: number;
    readonly text: string;
    readonly statements: readonly Statement[];
  }[] = [];
  /** Which line said the last word on a setting. */
  readonly #last = new Map<string, number>();

  add(line: number, text: string, statements: readonly Statement[]): void {
    this.#lines.push({ line, text, statements });
    for (const { setting } of statements) {
      if (setting !== null) this.#last.set(setting, line);
    }
  }

  finish(): readonly LineNote[] {
    return this.#lines.map(({ line, text, statements }) => {
      const judged = statements.map((statement) => this.#judge(line, statement));
      const effects = judged.map(({ effect }) => effect).filter((effect) => effect !== null);
      const reasons = judged.map(({ why }) => why).filter((why) => why !== null);
      return {
        line,
        text,
        effect: effects.length === 0 ? null : effects.join("; "),
        ignored: effects.length === 0,
        why: reasons.length === 0 ? null : reasons.join("; "),
      };
    });
  }

  #judge(line: number, statement: Statement): Pick<LineNote, "effect" | "why"> {
    const last = statement.setting === null ? line : (this.#last.get(statement.setting) ?? line);
    if (last === line) return statement;
    return { effect: null, why: `${statement.setting}: line ${last} replaces it` };
  }
}
