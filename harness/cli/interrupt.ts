/** Ctrl-C and SIGTERM: the first asks the run to end in order, the second ends it at once. */
import { setMaxListeners } from "node:events";
import { Unavailable } from "../errors.ts";
import { SIGNAL_EXIT } from "./exit-codes.ts";
import { printError } from "./output.ts";

type EndingSignal = keyof typeof SIGNAL_EXIT;

export interface Interrupt {
  /** Aborted by the first signal; its reason is an Unavailable. */
  readonly signal: AbortSignal;
  /** Exit code of the signal that came, or null. */
  exitCode(): number | null;
  /** Takes the handlers away again. */
  release(): void;
}

export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  // Every cell listens: many listeners are no leak here.
  setMaxListeners(0, controller.signal);
  let received: EndingSignal | null = null;
  const onSignal = (name: EndingSignal): void => {
    if (received !== null) {
      endBy(name);
      return;
    }
    received = name;
    printError("\nstopping: telling what there is; once more to leave at once\n");
    controller.abort(new Unavailable(`the run was interrupted (${name})`));
  };
  const handlers = (["SIGINT", "SIGTERM"] as const).map((name) => {
    const handler = (): void => onSignal(name);
    process.on(name, handler);
    return { name, handler };
  });
  return {
    signal: controller.signal,
    exitCode: () => (received === null ? null : SIGNAL_EXIT[received]),
    release: () => handlers.forEach(({ name, handler }) => void process.off(name, handler)),
  };
}

/**
 * Ends this process as the signal does by itself. process.exit would wait for a file operation that blocks, such as
 * a report that goes into a pipe nobody reads.
 */
function endBy(name: EndingSignal): void {
  process.removeAllListeners(name);
  process.kill(process.pid, name);
}
