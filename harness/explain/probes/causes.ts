/** Which row of a family's table makes two neighbouring releases part. */
import type { DnsServer } from "../../fixture/dns-server.ts";
import { changeOf, type KnownChange, type Model } from "../../resolvers/models.ts";
import type { Models } from "./ask.ts";
import { wordsOf } from "./words.ts";

/** A release from which on the lookup comes to something else. */
export interface Boundary {
  readonly line: Model["line"];
  /** The first release that behaves in the new way. */
  readonly since: string;
  /** What makes the difference; several where only all of them together do. */
  readonly changes: readonly KnownChange[];
}

/** The boundary between two neighbours of one line, found by giving the older one each new behaviour alone. */
export async function boundaryOf(
  models: Models,
  servers: readonly DnsServer[],
  older: Model,
  newer: Model,
): Promise<Boundary> {
  const [before, after] = [await models.ask(older, servers), await models.ask(newer, servers)];
  const differing = Object.keys(newer.behaviours).filter(
    (name) =>
      older.behaviours[name] !== newer.behaviours[name] &&
      (before.consulted.has(name) || after.consulted.has(name)),
  );
  const alone: string[] = [];
  for (const name of differing) {
    const changed = { ...older.behaviours, [name]: newer.behaviours[name] === true };
    const result = await models.ask(older, servers, changed);
    if (wordsOf(result) !== wordsOf(before)) alone.push(name);
  }
  const names = alone.length === 0 ? differing : alone;
  const changes = names.flatMap((name) => changeOf(newer.family, name) ?? []);
  return { line: newer.line, since: newer.label, changes };
}
