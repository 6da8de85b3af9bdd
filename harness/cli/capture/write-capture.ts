/** Captures a place, writes its scenario and says what comes next. */
import { askServers } from "../../asking/ask-servers.ts";
import { type CapturedPlace, capture } from "../../capture/capture.ts";
import type { Ask } from "../../capture/heard.ts";
import { refuseLinks, replaceFile } from "../../disk/output-file.ts";
import { parseGoVersions } from "../../library/go-versions.ts";
import { GO_VERSIONS } from "../../resolvers/catalogue.ts";
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

/**
 * Gives the exit code. `place` is looked at once the output is known to be allowed.
 *
 * @param ask who puts questions to the place's servers; default: this machine
 */
export async function writeCapture(
  place: () => Promise<CapturedPlace>,
  names: readonly string[],
  { output, family }: CaptureValues,
  ask: Ask = askServers(),
): Promise<number> {
  if (output !== undefined) refuseLinks(output, `the scenario ${printable(output)}`);
  const interrupt = listenForInterrupt();
  try {
    const lookups = names.map((name) => ({ name, family }));
    const found = await place();
    const builds = parseGoVersions(GO_VERSIONS);
    const captured = await capture(found, lookups, builds, ask, interrupt.signal);
    if (output === undefined) printExactly(captured.text);
    else await replaceFile(output, captured.text);
    const { questions, servers } = captured;
    printNotice(
      `${questions} questions were put to ${servers.join(", ") || "nobody: no nameserver is named"}`,
    );
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
