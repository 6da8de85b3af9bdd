/** What Go's own resolver asks in each version, in order. */

import { groupBuilds, versionList } from "../readings/go-versions.ts";
import type { GoBuild, PlannedLookup } from "../resolvers/go/index.ts";
import type { Question, QuestionGroup } from "./explanation.ts";

/** The questions of every build; versions that ask the same are one group, whether or not their queries carry EDNS. */
export function questionGroups(
  plans: readonly (readonly [GoBuild, PlannedLookup])[],
): readonly QuestionGroup[] {
  const withOpt = new Set(plans.filter(([, { edns }]) => edns).map(([build]) => build));
  return groupBuilds(plans, (plan) => ({ ...plan, edns: null, order: null })).map(
    ({ label, builds, value }) => {
      const edns = builds.filter((build) => withOpt.has(build));
      return {
        go: label,
        orders: groupBuilds(
          plans.filter(([build]) => builds.includes(build)).map(([build, { order }]) => [build, order]),
        ).map((group) => ({
          go: versionList(group.builds),
          order: group.value,
        })),
        endsWith: value.endsWith,
        questions: byCandidate(value),
        parallel: value.parallel,
        transport: value.transport,
        edns: edns.length === 0 ? null : versionList(edns),
        timeoutMs: value.timeoutMs,
        longestMs: longestMs(value),
      };
    },
  );
}

/** One entry per candidate: its types follow each other and are asked alike. */
function byCandidate({ questions }: PlannedLookup): readonly Question[] {
  const candidates: { readonly question: Question; readonly types: string[] }[] = [];
  for (const { name, suffix, type, servers } of questions) {
    const last = candidates.at(-1);
    if (last !== undefined && last.question.name === name && !last.types.includes(type)) {
      last.types.push(type);
      continue;
    }
    const types = [type];
    const round = roundOf(servers);
    const rounds = servers.length / Math.max(1, round.length);
    candidates.push({ question: { name, suffix, types, servers: round, rounds }, types });
  }
  return candidates.map(({ question }) => question);
}

/** The shortest beginning that the list repeats: the servers of one attempt. */
function roundOf(servers: readonly string[]): readonly string[] {
  const length = servers.findIndex(
    (_, size) =>
      size > 0 &&
      servers.length % size === 0 &&
      servers.every((server, index) => server === servers[index % size]),
  );
  return length === -1 ? servers : servers.slice(0, length);
}

/**
 * Milliseconds until a lookup fails that no server answers: candidates follow each other, and so do the types of one
 * that do not go out together.
 */
export function longestMs(plan: PlannedLookup): number {
  const waits = byCandidate(plan).map(
    ({ types, servers, rounds }) => (plan.parallel ? 1 : types.length) * servers.length * rounds,
  );
  return waits.reduce((sum, wait) => sum + wait, 0) * plan.timeoutMs;
}
