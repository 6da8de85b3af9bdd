/** A change as people make it: texts for the places where it goes. */
import { linesOf, wordsOf } from "./files.ts";
import type { Paste } from "./remedy.ts";

interface Conf {
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
  readonly options: readonly string[];
}

/** What a file says that is written as it should be. */
function confOf(text: string): Conf {
  const rows = linesOf(text).map(wordsOf);
  const search = rows.findLast(([keyword]) => keyword === "search" || keyword === "domain");
  return {
    nameservers: rows.flatMap(([keyword, address]) =>
      keyword === "nameserver" && address !== undefined ? [address] : [],
    ),
    search: search?.slice(1) ?? [],
    options: rows.flatMap(([keyword, ...words]) => (keyword === "options" ? words : [])),
  };
}

/** The file itself, and the same for Kubernetes, Compose and Docker, which write the file themselves. */
export function confPastes(before: string | null, after: string): readonly Paste[] {
  const conf = confOf(after);
  return [
    { place: "resolv.conf", text: after },
    { place: "Kubernetes", text: kubernetes(before === null ? null : confOf(before), conf) },
    { place: "Compose", text: compose(conf) },
    ...docker(conf),
  ];
}

function kubernetes(before: Conf | null, after: Conf): string {
  const added = after.options.filter((word) => !(before?.options ?? []).includes(word));
  const isAddition =
    before !== null &&
    same(before.nameservers, after.nameservers) &&
    same(before.search, after.search) &&
    added.length > 0 &&
    before.options.every(
      (word) => after.options.includes(word) || added.some((one) => keyOf(one) === keyOf(word)),
    );
  // Kubernetes merges these into the file of the cluster, an option over the one of the same name.
  if (isAddition) return `dnsConfig:\n  options:\n${added.map(option).join("")}`;
  const list = (name: string, words: readonly string[]) =>
    words.length === 0
      ? ""
      : `  ${name}:\n${words.map((word) => `    - ${JSON.stringify(word)}\n`).join("")}`;
  const options = after.options.length === 0 ? "" : `  options:\n${after.options.map(option).join("")}`;
  return `dnsPolicy: "None"\ndnsConfig:\n${list("nameservers", after.nameservers)}${list("searches", after.search)}${options}`;
}

function option(word: string): string {
  const [name = "", value] = word.split(":", 2);
  const rest = value === undefined ? "" : `\n      value: ${JSON.stringify(value)}`;
  return `    - name: ${JSON.stringify(name)}${rest}\n`;
}

function compose({ nameservers, search, options }: Conf): string {
  const list = (words: readonly string[]) => `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;
  return `dns: ${list(nameservers)}\ndns_search: ${list(search.length === 0 ? ["."] : search)}\ndns_opt: ${list(options)}\n`;
}

/** Nothing for words that a shell would read. */
function docker({ nameservers, search, options }: Conf): readonly Paste[] {
  const flags = [
    ...nameservers.map((word) => ["--dns", word]),
    ...(search.length === 0 ? ["."] : search).map((word) => ["--dns-search", word]),
    ...options.map((word) => ["--dns-option", word]),
  ].flat();
  if (!flags.every((word) => /^[\w.:-]+$/.test(word))) return [];
  return [{ place: "Docker", text: `docker run ${flags.join(" ")} …\n` }];
}

/** A variable of the process. */
export function variablePastes(name: string, value: string | null): readonly Paste[] {
  if (value === null) {
    return [
      { place: "shell", text: `unset ${name}\n` },
      { place: "Kubernetes", text: `# remove from the container's env:\n# - name: ${name}\n` },
    ];
  }
  return [
    { place: "shell", text: `export ${name}=${value}\n` },
    { place: "Kubernetes", text: `env:\n  - name: ${name}\n    value: ${JSON.stringify(value)}\n` },
    { place: "Compose", text: `environment:\n  ${name}: ${JSON.stringify(value)}\n` },
    { place: "Dockerfile", text: `ENV ${name}=${value}\n` },
  ];
}

/** A file of the image. */
export function filePastes(path: string, text: string): readonly Paste[] {
  return [
    { place: path, text },
    { place: "Dockerfile", text: `COPY ${path.split("/").at(-1)} ${path}\n` },
  ];
}

function keyOf(word: string): string {
  return word.split(":", 1)[0] ?? word;
}

function same(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((word, place) => word === right[place]);
}
