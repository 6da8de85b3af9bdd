/** Remedies in the name that a program looks up, and in /etc/hosts and nsswitch.conf before DNS is asked. */
import type { ScenarioLookup } from "../scenario/scenario.ts";
import { HOSTS, NSSWITCH_CONF } from "../settings/source.ts";
import { linesOf, textOf, withFile, wordsOf } from "./files.ts";
import { filePastes } from "./paste.ts";
import { COST, type Offer, type Setting } from "./remedy.ts";

/** [id, sentence, name → name]. */
const NAMES: readonly (readonly [string, string, (name: string) => string])[] = [
  [
    "final-dot",
    "Write the name with a dot at its end: no search domain is tried.",
    (name) => (/[:\s]$|^[0-9.]+$/.test(name) || name.endsWith(".") ? name : `${name}.`),
  ],
  ["no-final-dot", "Write the name without the dot at its end.", (name) => name.replace(/\.+$/, "")],
  [
    "sound-name",
    "Write the name without blanks and without empty labels.",
    (name) =>
      name
        .trim()
        .replaceAll(/\.{2,}/g, ".")
        .replace(/^\./, ""),
  ],
  ["lower-case", "Write the name in small letters.", (name) => name.toLowerCase()],
  ["hyphens", "Give the service a name of letters, digits and hyphens.", (name) => name.replaceAll("_", "-")],
  ["plain-address", "Write the address as four decimal numbers without leading zeros.", plainAddress],
];

/** As inet_aton(3) of the libcs reads it; the name itself where it is no number. */
function plainAddress(name: string): string {
  const parts = name.trim().replace(/\.$/, "").split(".");
  if (!parts.every((part) => /^(?:0x[0-9a-f]+|[0-9]+)$/i.test(part)) || parts.length > 4) return name;
  const numbers = parts.map((part) => Number(/^0[0-7]+$/.test(part) ? `0o${part.slice(1)}` : part));
  const last = numbers.pop() ?? 0;
  const room = 256 ** (4 - numbers.length);
  if (numbers.some((number) => !(number < 256)) || !(last < room)) return name;
  const tail = Array.from(
    { length: 4 - numbers.length },
    (_, place) => Math.floor(last / 256 ** (3 - numbers.length - place)) % 256,
  );
  return [...numbers, ...tail].join(".");
}

const renameLookups: Offer = (setting) =>
  NAMES.flatMap(([id, title, change]) => renamed(setting, id, title, change));

/** The whole name as the one search domain has it in which it was found. */
const qualify: Offer = (setting) => {
  const found = new Map<string, string>();
  for (const { lookup, trace } of setting.cells) {
    const asked = trace.find(({ reply, name }) => (reply?.answers ?? 0) > 0 && name !== `${lookup.name}.`);
    if (asked?.name.toLowerCase().startsWith(`${lookup.name.toLowerCase()}.`))
      found.set(lookup.name, asked.name);
  }
  if (found.size === 0) return [];
  const title = "Write the whole name, with a dot at its end: no search is needed.";
  return renamed(setting, "whole-name", title, (name) => found.get(name) ?? name);
};

function renamed(setting: Setting, id: string, title: string, change: (name: string) => string) {
  const { scenario } = setting;
  const lookups = scenario.lookups.map(
    (lookup): ScenarioLookup => ({ ...lookup, name: change(lookup.name) }),
  );
  const changes = lookups.filter((lookup, place) => lookup.name !== scenario.lookups[place]?.name);
  if (changes.length === 0) return [];
  const text = changes.map(({ name }) => `${name}\n`).join("");
  return [
    {
      id,
      title,
      who: "program" as const,
      cost: COST.name,
      scenario: { ...scenario, lookups },
      paste: [{ place: "the program's setting", text }],
    },
  ];
}

const writeNsswitch: Offer = (setting) => {
  const text = "hosts: files dns\n";
  if (textOf(setting, NSSWITCH_CONF) === text) return [];
  const title =
    'Give the image an nsswitch.conf with "hosts: files dns": that line alone means the same to all.';
  return [
    {
      id: "nsswitch",
      title,
      who: "image",
      cost: COST.option,
      scenario: withFile(setting, NSSWITCH_CONF, text),
      paste: [
        ...filePastes(NSSWITCH_CONF, text).slice(0, 1),
        { place: "Dockerfile", text: "RUN echo 'hosts: files dns' > /etc/nsswitch.conf\n" },
      ],
    },
  ];
};

const mendHosts: Offer = (setting) => {
  const text = textOf(setting, HOSTS);
  const names = new Set(setting.scenario.lookups.map(({ name }) => name.toLowerCase().replace(/\.$/, "")));
  const mended =
    text === null
      ? "127.0.0.1 localhost\n::1 localhost\n"
      : linesOf(text.replace(/^\u00ef\u00bb\u00bf/, "").replaceAll("\r", ""))
          .map((line) => mendedEntry(line, names))
          .map((line) => `${line}\n`)
          .join("");
  if (mended === text || (text === null && setting.scenario.files[HOSTS] === undefined)) return [];
  const title =
    "Write /etc/hosts as everybody reads it: small letters, plain addresses, no final dots, a newline at the end.";
  return [
    {
      id: "mend-hosts",
      title,
      who: "pod",
      cost: COST.mend,
      scenario: withFile(setting, HOSTS, mended),
      paste: filePastes(HOSTS, mended).slice(0, 1),
    },
  ];
};

function mendedEntry(line: string, names: ReadonlySet<string>): string {
  const [address, ...aliases] = wordsOf(line.split("#", 1)[0] ?? "");
  if (address === undefined) return line;
  const plain = aliases.map((alias) => {
    const lower = alias.toLowerCase().replace(/\.$/, "");
    return names.has(lower) ? lower : alias;
  });
  return [plainHostsAddress(address), ...plain].join(" ");
}

/** An address of /etc/hosts as everybody reads it: no zone, no IPv4 in IPv6, no leading zeros. */
export function plainHostsAddress(address: string): string {
  return address
    .replace(/%.*$/, "")
    .replace(/^::ffff:([0-9.]+)$/i, "$1")
    .replaceAll(/(^|\.)0+(?=[0-9])/g, "$1");
}

/** The addresses that are known, written down: they must be changed by hand ever after. */
const addHosts: Offer = (setting) => {
  const text = textOf(setting, HOSTS) ?? "127.0.0.1 localhost\n";
  const entries = setting.scenario.lookups.flatMap(({ name }) =>
    /^[A-Za-z0-9._-]+$/.test(name)
      ? (setting.wanted.get(name) ?? []).map((address) => ({ address, name: name.replace(/\.$/, "") }))
      : [],
  );
  if (entries.length === 0) return [];
  const lines = entries.map(({ address, name }) => `${address} ${name}\n`);
  const kept = linesOf(text).filter(
    (line) => !entries.some(({ name }) => wordsOf(line).slice(1).includes(name)),
  );
  const aliases = entries
    .map(
      ({ address, name }) => `  - ip: ${JSON.stringify(address)}\n    hostnames: [${JSON.stringify(name)}]\n`,
    )
    .join("");
  return [
    {
      id: "hosts-entry",
      title: "Write the name into /etc/hosts: it must be kept up to date by hand.",
      who: "pod",
      cost: COST.hostsEntry,
      scenario: withFile(setting, HOSTS, [...kept.map((line) => `${line}\n`), ...lines].join("")),
      paste: [
        { place: HOSTS, text: lines.join("") },
        { place: "Kubernetes", text: `hostAliases:\n${aliases}` },
        {
          place: "Compose",
          text: `extra_hosts:\n${entries.map(({ address, name }) => `  - ${JSON.stringify(`${name}=${address}`)}\n`).join("")}`,
        },
      ],
    },
  ];
};

const hostConf: Offer = (setting) => {
  const path = "/etc/host.conf";
  if (textOf(setting, path)?.includes("multi on")) return [];
  return [
    {
      id: "host-conf-multi",
      title:
        'Give the image an /etc/host.conf with "multi on": glibc then takes every line of a name in /etc/hosts.',
      who: "image",
      cost: COST.option,
      scenario: withFile(setting, path, "multi on\n"),
      paste: [
        { place: path, text: "multi on\n" },
        { place: "Dockerfile", text: "RUN echo 'multi on' > /etc/host.conf\n" },
      ],
    },
  ];
};

export const NAME_OFFERS: readonly Offer[] = [
  renameLookups,
  qualify,
  writeNsswitch,
  mendHosts,
  addHosts,
  hostConf,
];
