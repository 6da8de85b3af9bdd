/** What each resolver asks, in order, as its model asked it: at servers that know no name, and at silent ones. */
import type { Model } from "../resolvers/models.ts";
import type { TraceEvent } from "../trace/event.ts";
import type { Question, QuestionGroup } from "./explanation.ts";
import type { Result } from "./probes/ask.ts";
import { labelOf } from "./probes/labels.ts";
import type { Probes } from "./probes/probes.ts";
import { displayName, wordsOf } from "./probes/words.ts";

/** Releases that ask the same are one group. */
export function questionGroups({ population, missing, silent, answered }: Probes): readonly QuestionGroup[] {
  const groups = new Map<string, { readonly value: Omit<QuestionGroup, "who">; readonly models: Model[] }>();
  for (const model of population) {
    const [asked, waiting, found] = [missing, silent, answered].map(({ results }) => results.get(model));
    if (asked === undefined || waiting === undefined || found === undefined) continue;
    const value = groupOf(asked, waiting, found);
    const key = JSON.stringify(value);
    const group = groups.get(key) ?? { value, models: [] };
    groups.set(key, group);
    group.models.push(model);
  }
  return [...groups.values()].map(({ value, models }) => ({ who: labelOf(models, population), ...value }));
}

function groupOf(asked: Result, waiting: Result, found: Result): Omit<QuestionGroup, "who"> {
  const { trace } = asked;
  return {
    endsWith: trace.length === 0 ? wordsOf(found) : null,
    questions: questionsOf(trace, waiting.trace),
    edns: trace.some(({ edns }) => edns),
    transport: trace[0]?.transport ?? "udp",
    longestMs: waiting.outcome.kind === "never" ? null : Math.round(waiting.elapsedMs / 100) * 100,
  };
}

/** One per name, in the order of the first question for it; of silent servers all are asked. */
function questionsOf(trace: readonly TraceEvent[], waiting: readonly TraceEvent[]): readonly Question[] {
  const names = [...new Set(trace.map(({ name }) => name))];
  const first = waiting[0];
  const same = waiting.filter(({ name, type }) => name === first?.name && type === first.type);
  const servers = [...new Set(same.map(({ server }) => server))];
  const rounds = Math.max(1, Math.round(same.length / Math.max(1, servers.length)));
  return names.map((name) => {
    const types = [
      ...new Set(trace.filter((event) => event.name === name).map(({ type }) => type)),
    ].toSorted();
    return { name: displayName(name), types, servers, rounds };
  });
}
