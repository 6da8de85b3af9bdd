/** Progress while a run goes: one line that is redrawn on a terminal, elsewhere, where it is asked for, a line per finished scenario. */
import { cellName, placeKey } from "../matrix/cell-place.ts";
import type { ReportScenario } from "../matrix/report-data.ts";
import { escapeTerminal } from "./escape.ts";
import type { CellStart, Output, Reporter, RunBegin } from "./reporter.ts";
import { createPaint, type Paint, VERDICT_STYLES } from "./terminal/paint.ts";
import { verdictLabel } from "./terminal/scenario.ts";
import { truncate } from "./terminal/text-width.ts";

const REDRAW_MS = 100;
const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
/** Carriage return, and erase to the end of the line (ECMA-48 EL). */
const CLEAR_LINE = "\r\x1b[K";

/**
 * @param nowMs a clock that only moves forward
 * @param verbose whether each scenario has a line where lines cannot be redrawn: a log needs none, the report has them
 */
export function progressReporter(output: Output, nowMs: () => number, verbose: boolean): Reporter {
  if (output.live) return liveProgress(output, nowMs);
  return verbose ? plainProgress(output) : noticesAlone(output);
}

/** Downloads and the like: what takes long in a silent log. */
function noticesAlone(output: Output): Reporter {
  return {
    onNotice: (line) => output.write(`${escapeTerminal(line)}\n`),
    async onEnd() {},
  };
}

function plainProgress(output: Output): Reporter {
  const paint = createPaint(output.colour);
  let total = 0;
  let done = 0;
  return {
    onBegin({ scenarios }) {
      total = scenarios;
    },
    onNotice: (line) => output.write(`${escapeTerminal(line)}\n`),
    onScenario({ scenario, expectations }) {
      done++;
      const unmet = expectations.filter(({ ok }) => !ok).length;
      const alarm = unmet === 0 ? "" : paint(`  ! ${unmet} unexpected`, "red");
      output.write(
        `${done}/${total} ${verdictOf(scenario, paint)}  ${escapeTerminal(scenario.id)}${alarm}\n`,
      );
    },
    async onEnd() {},
  };
}

function verdictOf({ verdict }: ReportScenario, paint: Paint): string {
  if (verdict === null) return paint("? not compared", "yellow");
  return paint(verdictLabel(verdict), VERDICT_STYLES[verdict]);
}

interface Running extends CellStart {
  readonly sinceMs: number;
}

function liveProgress(output: Output, nowMs: () => number): Reporter {
  const paint = createPaint(output.colour);
  const running = new Map<string, Running>();
  const imagesToCome = new Set<string>();
  let begin: RunBegin | null = null;
  let done = 0;
  let notice = "";
  let frame = 0;
  let timer: NodeJS.Timeout | null = null;

  const draw = (): void => {
    frame++;
    const spinner = SPINNER[frame % SPINNER.length] ?? "";
    const text = [
      `${done}/${begin?.cells ?? 0} cells`,
      waitingText([...running.values()], nowMs()),
      imagesText(),
    ];
    const line = text.filter((part) => part !== "").join(" · ");
    output.write(`${CLEAR_LINE}${paint(spinner, "cyan")} ${truncate(line, output.columns - 3)}`);
  };
  const imagesText = (): string => {
    if (imagesToCome.size === 0) return "";
    const names = [...imagesToCome].map(escapeTerminal).join(", ");
    return `bringing up ${names}${notice === "" ? "" : ` (${notice})`}`;
  };

  return {
    onBegin(told) {
      begin = told;
      for (const image of told.images) imagesToCome.add(image);
      timer = setInterval(draw, REDRAW_MS);
      timer.unref();
    },
    onNotice(line) {
      notice = escapeTerminal(line);
    },
    onImage({ id }) {
      imagesToCome.delete(id);
    },
    onCellStart(cell) {
      running.set(placeKey(cell), { ...cell, sinceMs: nowMs() });
    },
    onCell(cell) {
      done++;
      running.delete(placeKey(cell));
    },
    async onEnd() {
      if (timer !== null) clearInterval(timer);
      output.write(CLEAR_LINE);
    },
  };
}

/** Which cell has waited longest, how long, and about how long that may go on; time first, names may be cut. */
function waitingText(running: readonly Running[], nowMs: number): string {
  const [longest] = running.toSorted((a, b) => a.sinceMs - b.sinceMs);
  if (longest === undefined) return "";
  const { scenario, sinceMs, expectedWaitMs } = longest;
  const seconds = (ms: number): number => Math.round(ms / 1000);
  const limit = expectedWaitMs < 1000 ? "" : ` of about ${seconds(expectedWaitMs)} s`;
  const others = running.length === 1 ? "" : `, and ${running.length - 1} more`;
  const who = escapeTerminal(`${scenario} ${cellName(longest)}`);
  return `waiting ${seconds(nowMs - sinceMs)} s${limit} for ${who}${others}`;
}
