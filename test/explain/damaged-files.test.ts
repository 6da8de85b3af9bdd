/** Configuration files with anything in them: every reader takes them, and nothing that is told of them steers a terminal. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { explanationText } from "../../harness/cli/explain/text.ts";
import { createFixture } from "../../harness/fixture/fixture.ts";
import { lint } from "../../harness/lint/lint.ts";
import { textOf } from "../../harness/lint/text.ts";
import { createPaint } from "../../harness/report/terminal/paint.ts";
import { byteString } from "../../harness/wire/bytes.ts";
import { createSimulatedWorld } from "../../harness/world/simulated.ts";
import { fileOfText } from "../oracle/files.ts";
import { hosts, nsswitch, resolvConf } from "../oracle/random/configuration.ts";
import { damagedText, damages, STEERING } from "../support/damage.ts";
import { EMULATED } from "../support/emulated.ts";
import { FUZZ_LIMIT, fuzzed, seedTold } from "../support/fuzz.ts";
import { explanationOf, goBuilds } from "./support.ts";

/** What means something in one of the files, or to a terminal. */
const PIECES = [
  ..."nameserver ,search ,options ndots:,timeout:,sortlist ,hosts:,[NOTFOUND=return],[!,files,dns".split(","),
  ...[
    "\n",
    "\r",
    "\t",
    " ",
    "#",
    ";",
    "0",
    "99999999999",
    "::1%lo",
    "\u0000",
    "\u001b[2J",
    "\u202e",
    "\ud800",
    "\u2028",
  ],
];
const damage = damages(PIECES);
const fileOf = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, fc.oneof(fc.constant([]), damage)).map(([sound, all]) => damagedText(sound, all));
const setting = fc.record({
  resolvConf: fileOf(resolvConf),
  nsswitch: fileOf(nsswitch),
  hosts: fileOf(hosts),
  name: fc.oneof(
    fc.constantFrom("h.test", "h", "h.test.", "localhost"),
    fc.string({ maxLength: 8, unit: "binary" }),
  ),
});
const PAGE = { width: 100, paint: createPaint(false) };
const BUILDS = goBuilds("1.11", "1.27");

test(`lint looks at any text (${seedTold})`, FUZZ_LIMIT, () => {
  fc.assert(
    fc.property(setting, (files) => {
      for (const [kind, text] of [
        ["resolv-conf", files.resolvConf],
        ["nsswitch", files.nsswitch],
      ] as const) {
        const bytes = byteString(new TextEncoder().encode(text));
        const findings = lint({ file: "any.conf", kind, text: bytes }, null);
        for (const { line } of findings) expect(line).toBeLessThanOrEqual(bytes.split("\n").length);
        expect(textOf(findings)).not.toMatch(STEERING);
      }
    }),
    fuzzed(),
  );
});

test(`explain tells of any files (${seedTold})`, FUZZ_LIMIT, async () => {
  await fc.assert(
    fc.asyncProperty(setting, async ({ name, ...files }) => {
      const told = explanationText(await explanationOf(name, { ...files, builds: BUILDS }), PAGE);
      expect(told).not.toMatch(STEERING);
    }),
    fuzzed(),
  );
});

test(`every resolver comes to an outcome with any files (${seedTold})`, FUZZ_LIMIT, async () => {
  await fc.assert(
    fc.asyncProperty(setting, fc.constantFrom(...EMULATED), async ({ name, ...texts }, resolver) => {
      const world = createSimulatedWorld({
        files: {
          "/etc/resolv.conf": fileOfText(texts.resolvConf),
          "/etc/nsswitch.conf": fileOfText(texts.nsswitch),
          "/etc/hosts": fileOfText(texts.hosts),
        },
        env: {},
        hostname: "lab",
        fixture: createFixture([]),
        seed: 1,
      });
      const { result } = await world.run((seen) => resolver.resolve(seen, { name, family: "ip" }));
      expect(["answer", "error", "never"]).toContain(result.outcome.kind);
    }),
    fuzzed(),
  );
});
