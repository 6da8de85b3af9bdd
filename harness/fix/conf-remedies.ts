/** Remedies in resolv.conf: lines that say what they were meant to say, options, search domains, nameservers. */
import { canonicalAddress } from "../scenario/address.ts";
import { RESOLV_CONF } from "../settings/source.ts";
import { linesOf, textOf, withFile, wordsOf } from "./files.ts";
import { confPastes } from "./paste.ts";
import { COST, type Offer, type Remedy, type Setting } from "./remedy.ts";

const KEYWORDS = new Set(["nameserver", "search", "domain", "options", "sortlist"]);

/** [id, sentence, line → lines]. A line that needs nothing comes back as it is. */
const MENDED_LINES: readonly (readonly [string, string, (line: string) => readonly string[]])[] = [
  [
    "byte-order-mark",
    "Take the byte order mark out of resolv.conf.",
    (line) => [line.replace(/^\u00ef\u00bb\u00bf/, "")],
  ],
  [
    "line-ends",
    "End the lines of resolv.conf in LF, without carriage returns.",
    (line) => [line.replaceAll("\r", "")],
  ],
  [
    "indentation",
    "Begin the lines of resolv.conf at the first column.",
    (line) => [line.replace(/^[ \t]+/, "")],
  ],
  [
    "separators",
    "Write one nameserver a line in resolv.conf, without comma, semicolon, port or brackets.",
    (line) => {
      const [keyword, ...words] = wordsOf(line);
      if (keyword !== "nameserver") return [line];
      const addresses = words
        .flatMap((word) => word.split(/[;,]/))
        .map((word) => word.replace(/^\[(.*)\](?::[0-9]+)?$/, "$1").replace(/^([0-9.]+):[0-9]+$/, "$1"))
        .filter((word) => canonicalAddress(word) !== null);
      const isSound = addresses.length === 0 || addresses.join(" ") === words.join(" ");
      return isSound && words.length < 2 ? [line] : addresses.map((address) => `nameserver ${address}`);
    },
  ],
  [
    "leading-zeros",
    "Write the nameserver's address without leading zeros.",
    (line) => [/^nameserver\s/.test(line) ? line.replaceAll(/(^|[\s.])0+(?=[0-9])/g, "$1") : line],
  ],
  [
    "option-spelling",
    "Write options as resolv.conf(5) has them: name:number, without blanks, signs or equals signs.",
    (line) => [
      /^options\s/.test(line)
        ? line.replaceAll(/\b(ndots|timeout|attempts)\s*[:=]\s*-?(\d+)/g, "$1:$2")
        : line,
    ],
  ],
  [
    "comments",
    "Put comments of resolv.conf on lines of their own.",
    (line) =>
      /^(?:search|domain|options|nameserver)\s.*\s[#;]/.test(line) ? [line.replace(/\s[#;].*$/, "")] : [line],
  ],
  [
    "unknown-lines",
    "Take lines out of resolv.conf that begin with no keyword of it.",
    (line) =>
      line.trim() === "" || /^[#;]/.test(line) || KEYWORDS.has(wordsOf(line)[0] ?? "") ? [line] : [],
  ],
];

/** What is added to `options`, and what for. */
const OPTIONS: readonly string[] = [
  ...["single-request", "single-request-reopen", "no-aaaa", "use-vc", "edns0", "rotate"],
  ...["timeout:1", "timeout:2", "attempts:1", "attempts:3"],
];

function changed(
  setting: Setting,
  before: string | null,
  lines: readonly string[],
  remedy: Pick<Remedy, "id" | "title" | "cost">,
): readonly Remedy[] {
  const after = lines.map((line) => `${line}\n`).join("");
  if (after === before) return [];
  return [
    {
      ...remedy,
      who: "pod",
      scenario: withFile(setting, RESOLV_CONF, after),
      paste: confPastes(before, after),
    },
  ];
}

const mendLines: Offer = (setting) => {
  const text = textOf(setting, RESOLV_CONF);
  if (text === null) return [];
  const lines = linesOf(text);
  const one = MENDED_LINES.flatMap(([id, title, mend]) => {
    const mended = lines.flatMap(mend);
    const isSame = mended.length === lines.length && mended.every((line, place) => line === lines[place]);
    return isSame ? [] : changed(setting, text, mended, { id: `mend-${id}`, title, cost: COST.mend });
  });
  if (one.length < 2) return one;
  const all = MENDED_LINES.reduce<readonly string[]>((some, [, , mend]) => some.flatMap(mend), lines);
  const title = "Write resolv.conf anew: one directive a line, at the first column, without anything else.";
  return [...one, ...changed(setting, text, all, { id: "mend-all", title, cost: COST.mend + 0.5 })];
};

/** Where there is no file that can be read, or none that names a server, one that names those that there are. */
const writeFile: Offer = (setting) => {
  const text = textOf(setting, RESOLV_CONF);
  const { dns } = setting.scenario;
  const all = dns.map(({ address }) => address);
  const others = all.filter((address) => !/^127\.|^::1$/.test(address));
  const known = others.length > 0 ? others : all;
  const named = text === null ? [] : linesOf(text).filter((line) => /^nameserver\s/.test(line));
  if (known.length === 0 || (text !== null && named.length > 0)) return [];
  const kept = text === null ? [] : linesOf(text).filter((line) => line !== "");
  const lines = [...known.map((address) => `nameserver ${address}`), ...kept];
  const title = "Give the container a resolv.conf that its user can read and that names the nameserver.";
  return changed(setting, text, lines, { id: "write-resolv-conf", title, cost: COST.nameserver });
};

const setNdots: Offer = (setting) => {
  const text = textOf(setting, RESOLV_CONF);
  if (text === null) return [];
  const dots = setting.scenario.lookups.map(({ name }) => name.split(".").length - 1);
  const values = [...new Set([1, 2, ...dots, ...dots.map((count) => count + 1)])].filter(
    (value) => value <= 15,
  );
  return values.flatMap((value) => {
    const lines = withOption(linesOf(text), `ndots:${value}`);
    const title = `Set ndots to ${value}: names with ${value === 0 ? "or without dots" : `at least ${value} dot${value === 1 ? "" : "s"}`} are asked for as they are first.`;
    return changed(setting, text, lines, { id: `ndots:${value}`, title, cost: COST.option });
  });
};

/** The word takes the place of one of its kind; the option is set once, on a line of its own at the end. */
function withOption(lines: readonly string[], word: string): readonly string[] {
  const key = word.split(":", 1)[0];
  const rest = lines.flatMap((line) => {
    const [keyword, ...words] = wordsOf(line);
    if (keyword !== "options") return [line];
    const kept = words.filter((one) => one.split(":", 1)[0] !== key);
    return kept.length === 0 ? [] : [`options ${kept.join(" ")}`];
  });
  return [...rest, `options ${word}`];
}

const addOptions: Offer = (setting) => {
  const text = textOf(setting, RESOLV_CONF);
  if (text === null) return [];
  return OPTIONS.flatMap((word) =>
    changed(setting, text, withOption(linesOf(text), word), {
      id: word,
      title: `Set the option ${word} in resolv.conf.`,
      cost: COST.option + 0.2,
    }),
  );
};

const dropOptions: Offer = (setting) => {
  const text = textOf(setting, RESOLV_CONF);
  if (text === null) return [];
  const lines = linesOf(text);
  const present = new Set(
    lines.flatMap((line) => {
      const [keyword, ...words] = wordsOf(line);
      return keyword === "options" ? words : [];
    }),
  );
  return [...present].flatMap((word) => {
    const kept = lines.flatMap((line) => {
      const [keyword, ...words] = wordsOf(line);
      if (keyword !== "options" || !words.includes(word)) return [line];
      const others = words.filter((one) => one !== word);
      return others.length === 0 ? [] : [`options ${others.join(" ")}`];
    });
    const title = `Take the option ${word} out of resolv.conf.`;
    return changed(setting, text, kept, { id: `without ${word}`, title, cost: COST.option });
  });
};

const changeSearch: Offer = (setting) => {
  const text = textOf(setting, RESOLV_CONF);
  if (text === null) return [];
  const lines = linesOf(text);
  const last = lines.findLast((line) => ["search", "domain"].includes(wordsOf(line)[0] ?? ""));
  const others = lines.filter((line) => !["search", "domain"].includes(wordsOf(line)[0] ?? ""));
  const domains = wordsOf(last ?? "").slice(1);
  const lists: [string, string, readonly string[]][] = [];
  const empty: [string, string, readonly string[]] = ["without search", "Search no domain.", []];
  if (domains.length > 0 || setting.scenario.hostname?.includes(".")) lists.push(empty);
  if (domains.length > 1) {
    domains.forEach((domain, place) => {
      const rest = domains.filter((_, other) => other !== place);
      lists.push([`without search ${domain}`, `Take the search domain ${domain} out.`, rest]);
      if (place > 0)
        lists.push([`search ${domain} first`, `Search the domain ${domain} first.`, [domain, ...rest]]);
      if (place < domains.length - 1)
        lists.push([`search ${domain} last`, `Search the domain ${domain} last.`, [...rest, domain]]);
    });
  }
  const sound = domains.filter((domain) => !/^\.|\.\.|[^.]{64}|[#;]/.test(domain));
  if (sound.length < domains.length)
    lists.push(["sound search", "Search only domains that are names.", sound]);
  return lists.flatMap(([id, title, list]) => {
    // Without a line the domain of the host name is searched.
    const line = list.length > 0 ? `search ${list.join(" ")}` : "search .";
    return changed(setting, text, [...others, line], { id, title, cost: COST.search });
  });
};

const changeServers: Offer = (setting) => {
  const text = textOf(setting, RESOLV_CONF);
  if (text === null) return [];
  const lines = linesOf(text);
  const servers = lines.filter((line) => wordsOf(line)[0] === "nameserver");
  const others = lines.filter((line) => wordsOf(line)[0] !== "nameserver");
  if (servers.length < 2) return [];
  return servers.flatMap((line, place) => {
    const address = wordsOf(line)[1] ?? "";
    const rest = servers.filter((_, other) => other !== place);
    const without = changed(setting, text, [...rest, ...others], {
      id: `without nameserver ${address}`,
      title: `Take the nameserver ${address} out.`,
      cost: COST.nameserver,
    });
    const first = changed(setting, text, [line, ...rest, ...others], {
      id: `nameserver ${address} first`,
      title: `Put the nameserver ${address} first.`,
      cost: COST.nameserver,
    });
    return place === 0 ? without : [...first, ...without];
  });
};

export const CONF_OFFERS: readonly Offer[] = [
  mendLines,
  writeFile,
  setNdots,
  dropOptions,
  addOptions,
  changeSearch,
  changeServers,
];
