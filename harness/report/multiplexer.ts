/** Several reporters as one. */
import type { Reporter } from "./reporter.ts";

/** Tells every reporter everything, in their order. One that fails at the end does not keep the others from ending. */
export function multiplex(reporters: readonly Reporter[]): Reporter {
  return {
    onBegin: (begin) => reporters.forEach((reporter) => void reporter.onBegin?.(begin)),
    onNotice: (line) => reporters.forEach((reporter) => void reporter.onNotice?.(line)),
    onImage: (image) => reporters.forEach((reporter) => void reporter.onImage?.(image)),
    onCellStart: (cell) => reporters.forEach((reporter) => void reporter.onCellStart?.(cell)),
    onCell: (cell) => reporters.forEach((reporter) => void reporter.onCell?.(cell)),
    onScenario: (end) => reporters.forEach((reporter) => void reporter.onScenario?.(end)),
    /** Rejects with the first reporter's error, after all have ended. */
    async onEnd(report) {
      const errors: unknown[] = [];
      for (const reporter of reporters) {
        try {
          await reporter.onEnd(report);
        } catch (error) {
          errors.push(error);
        }
      }
      if (errors.length > 0) throw errors[0];
    },
  };
}
