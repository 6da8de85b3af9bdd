/** Vectors as they were handed out, in one JSON file with a legend, turned into those of vector-types.ts. */
import type {
  LookupVector,
  ModeVector,
  VectorCall,
  VectorFile,
  VectorReply,
  VectorRule,
} from "./vector-types.ts";

interface HandedOutObservation {
  readonly calls: readonly VectorCall[];
  readonly queriesPerType: Readonly<Record<string, readonly string[]>>;
  readonly stderr: readonly string[];
}

interface HandedOutVector {
  readonly id: string;
  readonly title: string;
  readonly input: {
    readonly build: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly hostname: string;
    readonly uid: number | null;
    readonly etc: Readonly<Record<string, VectorFile>>;
    readonly dnsRules: readonly VectorRule[];
    readonly dnsDefaultReply: VectorReply;
  };
  readonly results: readonly {
    readonly versions: readonly string[];
    readonly race: boolean;
    readonly observations: readonly HandedOutObservation[];
  }[];
}

interface HandedOutMode {
  readonly title: string;
  readonly build: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly netdns: string;
  readonly uid: number | null;
  readonly files: Readonly<Record<string, VectorFile>>;
  readonly order: Readonly<Record<string, string>>;
  readonly initDiagnostics: Readonly<Record<string, readonly string[]>>;
}

interface HandedOut {
  readonly vectors: readonly HandedOutVector[];
  readonly modeSelection: { readonly rows: readonly HandedOutMode[] };
}

export interface ImportedVectors {
  readonly lookups: readonly LookupVector[];
  readonly modes: readonly ModeVector[];
}

/** Turns the text of such a file. */
export function importVectors(json: string): ImportedVectors {
  const { vectors, modeSelection }: HandedOut = JSON.parse(json);
  return { lookups: vectors.map(lookupVector), modes: modeSelection.rows.map(modeVector) };
}

function lookupVector({ id, title, input, results }: HandedOutVector): LookupVector {
  const { build, args, env, hostname, uid, etc, dnsRules, dnsDefaultReply } = input;
  return {
    id,
    title,
    build,
    args,
    env,
    hostname,
    uid: uid ?? 0,
    etc: whole(etc),
    rules: dnsRules,
    otherwise: dnsDefaultReply,
    results: results.map(({ versions, race, observations }) => ({
      versions: versions.map(versionName),
      race,
      observations: observations.map(({ calls, queriesPerType, stderr }) => ({
        calls,
        queries: queriesPerType,
        stderr,
      })),
    })),
  };
}

/** Versions that chose the same order and printed the same lines are one result. */
function modeVector({
  title,
  build,
  args,
  env,
  netdns,
  uid,
  files,
  order,
  initDiagnostics,
}: HandedOutMode): ModeVector {
  const results = new Map<string, { versions: string[]; order: string; start: readonly string[] }>();
  for (const [version, chosen] of Object.entries(order)) {
    const start = initDiagnostics[version] ?? [];
    const key = JSON.stringify([chosen, start]);
    const result = results.get(key) ?? { versions: [], order: chosen, start };
    results.set(key, result);
    result.versions.push(versionName(version));
  }
  return {
    title,
    build,
    args,
    env,
    netdns,
    uid: uid ?? 0,
    etc: whole(files),
    results: [...results.values()],
  };
}

function versionName(version: string): string {
  return version.replace("gccgo-", "gccgo ");
}

/** "…x...(70059 bytes)" stands for more of the last character, up to that length. */
function whole(etc: Readonly<Record<string, VectorFile>>): Readonly<Record<string, VectorFile>> {
  return Object.fromEntries(
    Object.entries(etc).map(([name, file]) => {
      const match = typeof file === "string" ? /^(.*?)(.)\.\.\.\((\d+) bytes\)$/s.exec(file) : null;
      if (match === null) return [name, file] as const;
      const [, text = "", fill = "", length] = match;
      return [name, { text, fill, length: Number(length) }] as const;
    }),
  );
}
