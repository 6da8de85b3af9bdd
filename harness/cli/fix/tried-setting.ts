/** What is told of one setting: its remedies, and what the best of them do where real code runs. */
import type { Fixes } from "../../fix/fix.ts";
import type { Effect } from "../../fix/judge.ts";
import type { Report } from "../../matrix/report-data.ts";

/** What a remedy does where real code runs. */
export interface RealTry {
  readonly engine: Report["engine"];
  readonly effect: Effect;
  /** Of its cells, how many real libc code was run for. */
  readonly observed: number;
}

export interface TriedSetting {
  readonly fixes: Fixes;
  /** By the remedy's id; empty where no real engine was asked. */
  readonly real: ReadonlyMap<string, RealTry>;
}
