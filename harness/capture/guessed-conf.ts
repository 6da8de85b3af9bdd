/** The resolv.conf that packets look like they came from, where nobody has the real one. */
import type { Heard } from "./heard.ts";

/** Resolvers take three (resolv.conf(5), MAXNS). */
const MOST_SERVERS = 3;

export interface GuessedConf {
  readonly text: string;
  /** What of it is guessed and how, in a sentence. */
  readonly because: string;
}

/** Servers in the order in which they were asked first; domains behind the names, in the order of the questions. */
export function guessConf(heard: readonly Heard[], names: readonly string[]): GuessedConf {
  const servers = [...new Set(heard.map(({ asked }) => asked.server))].slice(0, MOST_SERVERS);
  const asked = heard.map(({ asked: { name } }) => name.toLowerCase().replace(/\.$/, ""));
  const wanted = names.map((name) => name.toLowerCase().replace(/\.$/, ""));
  const domains = asked.flatMap((question) =>
    wanted.flatMap((name) => (question.startsWith(`${name}.`) ? [question.slice(name.length + 1)] : [])),
  );
  const search = [...new Set(domains)];
  const ndots = ndotsOf(asked, wanted, search);
  const lines = [
    ...servers.map((server) => `nameserver ${server}`),
    ...(search.length === 0 ? [] : [`search ${search.join(" ")}`]),
    ...(ndots === 1 ? [] : [`options ndots:${ndots}`]),
  ];
  return {
    text: lines.map((line) => `${line}\n`).join(""),
    because: `Nobody gave its resolv.conf, so it is guessed from the packets: ${lines.join(", ")}.`,
  };
}

/** A name with a dot that was asked behind a domain first has too few dots. */
function ndotsOf(asked: readonly string[], wanted: readonly string[], search: readonly string[]): number {
  const counts = wanted.flatMap((name) => {
    const dots = name.split(".").length - 1;
    const first = asked.find((question) => question === name || question.startsWith(`${name}.`));
    const isSearched = first !== undefined && search.includes(first.slice(name.length + 1));
    return isSearched && dots > 0 ? [dots + 1] : [];
  });
  return Math.max(1, ...counts);
}
