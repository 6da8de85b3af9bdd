/** Captures a place, writes its scenario and says what comes next. */
import { askServers } from "../../asking/ask-servers.ts";
import { type CapturedPlace, capture } from "../../capture/capture.ts";
import type { Ask, Asked } from "../../capture/heard.ts";
import { refuseLinks, replaceFile } from "../../disk/output-file.ts";
import { parseGoVersions } from "../../library/go-versions.ts";
import { GO_VERSIONS } from "../../resolvers/catalogue.ts";
import { machinePlace } from "../../settings/machine-place.ts";
import type { Family } from "../../world/world.ts";
import { printable } from "../../yaml/shown.ts";
import { calledAs } from "../called-as.ts";
import { EXIT } from "../exit-codes.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { printExactly, printNotice } from "../output.ts";

export interface CaptureValues {
  readonly output?: string;
  readonly family: Family;
}

/** A place, and who puts questions to its servers. */
export interface Reached {
  readonly place: CapturedPlace;
  readonly ask: Ask;
  /** Questions that were not really put, as they come up. */
  readonly untold?: readonly Asked[];
}

/** This machine. */
export async function reachHere(): Promise<Reached> {
  return { place: await machinePlace(), ask: askServers() };
}

/** Gives the exit code. The place is reached once the output is known to be allowed. */
export async function writeCapture(
  reach: (signal: AbortSignal) => Promise<Reached>,
  names: readonly string[],
  { output, family }: CaptureValues,
): Promise<number> {
  if (output !== undefined) refuseLinks(output, `the scenario ${printable(output)}`);
  const interrupt = listenForInterrupt();
  try {
    const lookups = names.map((name) => ({ name, family }));
    const { place, ask, untold = [] } = await reach(interrupt.signal);
    const builds = parseGoVersions(GO_VERSIONS);
    const captured = await capture(place, lookups, builds, ask, interrupt.signal);
    if (output === undefined) printExactly(captured.text);
    else await replaceFile(output, captured.text);
    const { questions, servers } = captured;
    const who = servers.join(", ") || "nobody: no nameserver is named";
    printNotice(`${questions - untold.length} questions were put to ${who}`);
    if (untold.length > 0) printNotice(untoldText(untold));
    for (const lack of captured.lacks) printNotice(lack);
    if (output !== undefined) {
      const file = printable(output);
      printNotice(`wrote ${file}; next: ${calledAs()} run ${file}, and ${calledAs()} fix ${file}`);
    }
    return interrupt.exitCode() ?? EXIT.asExpected;
  } catch (error) {
    const code = interrupt.exitCode();
    if (code === null) throw error;
    return code;
  } finally {
    interrupt.release();
  }
}

function untoldText(untold: readonly Asked[]): string {
  const names = [...new Set(untold.map(({ name }) => printable(name)))];
  const some = names.slice(0, 3).join(", ") + (names.length > 3 ? " …" : "");
  return `${untold.length} more were not put, and are taken for names that do not exist: ${some}`;
}
