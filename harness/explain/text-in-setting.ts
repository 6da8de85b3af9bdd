/** Whether an error text can come out of a setting at all, and what DNS does where it does. */
import { type ErrorReading, GLIBC, MUSL, PURE } from "./error-texts/types.ts";
import type { Explanation } from "./explanation.ts";

export interface TextInSetting {
  /** What the text says and this setting does not do. Empty: it may have come from here. */
  readonly contradictions: readonly string[];
  /** Behaviours of DNS with which its writer comes to it here, with the releases. */
  readonly comesWith: readonly { readonly topic: string; readonly who: string }[];
}

type Writer = "Go" | "musl" | "glibc" | "libc";

/** How Go begins what its resolvers have to say (src/net/net.go, DNSError.Error). */
const GO_FRAME = /\blookup [^\s"']+(?: on [^\s"']+)?: /;

/** @param explanation of the text's name, with the setting's files */
export function textInSetting(text: string, reading: ErrorReading, explanation: Explanation): TextInSetting {
  const writer = writerOf(reading.path);
  return {
    contradictions: [
      ...(GO_FRAME.test(text) ? modeContradiction(writer, explanation) : []),
      ...serverContradiction(reading, explanation),
    ],
    comesWith: writer === null ? [] : comesWith(writer, reading.code, explanation),
  };
}

function writerOf(path: string): Writer | null {
  if (path.includes(PURE)) return "Go";
  if (path.includes(MUSL)) return "musl";
  if (path.includes(GLIBC)) return "glibc";
  return /C library/.test(path) ? "libc" : null;
}

/** Go with cgo decides by the files who looks up; a text of the other one was written elsewhere, or by another build. */
function modeContradiction(writer: Writer | null, { modes }: Explanation): readonly string[] {
  const decisions = modes.flatMap(({ go, decision }) => (decision === null ? [] : [{ go, ...decision }]));
  const [first] = decisions;
  if (first === undefined) return [];
  if (writer === "Go" && decisions.every(({ order }) => order === "cgo")) {
    return [
      `Go's own resolver wrote this, but with these files a program built with cgo asks the libc (${first.because}): it is built without cgo, runs with GODEBUG=netdns=go, or has other files`,
    ];
  }
  if (writer !== null && writer !== "Go" && decisions.every(({ order }) => order !== "cgo")) {
    const why = [...new Set(decisions.map(({ go, because }) => `${go}: ${because}`))].join("; ");
    return [
      `the libc wrote this, but with these files Go uses its own resolver (${why}): the program runs with GODEBUG=netdns=cgo or was built with the tag netcgo, or has other files`,
    ];
  }
  return [];
}

function serverContradiction({ server }: ErrorReading, { questions }: Explanation): readonly string[] {
  const asked = [...new Set(questions.flatMap((group) => group.questions.flatMap(({ servers }) => servers)))];
  if (server === null || asked.length === 0 || asked.includes(server)) return [];
  return [
    `${server} was asked, but with these files ${asked.join(" ")} would be: the program has other files`,
  ];
}

function comesWith(writer: Writer, code: string, { differences }: Explanation): TextInSetting["comesWith"] {
  return differences.flatMap(({ topic, sides }) =>
    sides
      .filter(({ who, does }) => does.startsWith(code) && isWriter(who, writer))
      .map(({ who }) => ({ topic, who })),
  );
}

/** "everybody", "musl ≥1.2.1, glibc". */
function isWriter(who: string, writer: Writer): boolean {
  if (who === "everybody") return true;
  return writer === "libc" ? /musl|glibc|RHEL/.test(who) : who.includes(writer);
}
