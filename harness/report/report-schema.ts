/** The report's shape, as a check for reports that come back from files and other machines, and as its JSON Schema. */
import { z } from "zod";
import type { Report } from "../matrix/report-data.ts";
import { HINT_FLAGS } from "../world/world.ts";

const count = z.int().nonnegative();
const scenarioId = z.string().describe("the scenario's id: its path below scenarios/, without .yaml");
const imageId = z.string().describe("id of the catalogue, or OCI reference");
const hostId = z.string().describe("id of the host profile");
const resolverId = z.string().describe('who answers, such as "musl@1.1.19", "glibc@2.36", "go@1.24"');

const lookup = z
  .strictObject({
    name: z.string().describe("as it was passed to the resolver"),
    family: z.enum(["ip", "ip4", "ip6"]).describe("both families, or only one"),
    deadlineMs: z.number().exactOptional().describe("how long its caller waits; absent: forever"),
    flags: z
      .array(z.enum(HINT_FLAGS))
      .exactOptional()
      .describe("getaddrinfo's ai_flags instead of those that Go's cgo passes"),
    after: z.array(z.string()).exactOptional().describe("what the same process did before, in words"),
  })
  .meta({ id: "lookup", description: "one name and family" });

const verdict = z.enum(["agree", "latency", "wire", "order", "addresses", "error-kind", "outcome"]).meta({
  id: "verdict",
  description: "the heaviest thing in which two cells differ; heavier ones come later in this list",
});

const outcome = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("answer").describe("the name has addresses"),
      addresses: z.array(z.string()).describe("in the resolver's order"),
      canonicalName: z.string().exactOptional().describe("where the resolver tells one"),
    }),
    z.strictObject({
      kind: z.literal("error").describe("the lookup failed"),
      class: z
        .enum(["not-found", "no-data", "temporary", "permanent", "system"])
        .describe("what the error means, whatever the resolver calls it"),
      code: z.string().describe('the resolver\'s own name for it, such as "EAI_AGAIN"'),
      number: z.int().exactOptional().describe("the number of the code in its libc"),
      text: z.string().describe("as a program prints it"),
    }),
    z.strictObject({
      kind: z.literal("never").describe("the lookup does not come back, however long one waits"),
      because: z.string().describe("what it waits for"),
    }),
  ])
  .meta({ id: "outcome", description: "what a lookup came to" });

const traceEvent = z
  .strictObject({
    atMs: z.number().describe("milliseconds since the lookup began"),
    server: z.string().describe('"address:port" that was asked'),
    transport: z.enum(["udp", "tcp"]).describe("over which it was asked"),
    name: z.string().describe("name in the question, absolute"),
    type: z.string().describe("type in the question, such as A or AAAA"),
    edns: z.boolean().describe("whether the query carried an OPT record"),
    ednsSize: count.exactOptional().describe("UDP payload size that the OPT record offers"),
    ad: z.literal(true).exactOptional().describe("AD bit of the query; absent where it is clear"),
    clientPort: count.exactOptional().describe("source port of the query"),
    reply: z
      .strictObject({
        atMs: z.number().describe("milliseconds since the lookup began"),
        rcode: z.string().describe("RCODE, such as NOERROR or NXDOMAIN"),
        answers: count.describe("records in the answer section"),
        truncated: z.boolean().describe("whether the TC bit is set"),
        ad: z.literal(true).exactOptional().describe("AD bit of the reply; absent where it is clear"),
      })
      .nullable()
      .describe("null where none came"),
    icmp: z
      .enum(["port-unreachable", "host-unreachable", "net-unreachable"])
      .nullable()
      .describe("what came instead of a reply; null where nothing did"),
  })
  .meta({ id: "question", description: "one DNS query as it was seen on the wire, and what came back" });

const mode = z.strictObject({
  order: z.string().describe('"cgo", or the order in which Go\'s own resolver looks: "files,dns", "dns" …'),
  because: z.string().describe("the rule that decided"),
  pureOrder: z.string().describe("the order of the same release without cgo"),
});

const wanted = z.enum(["observed", "emulated"]);

const cell = z.strictObject({
  scenario: scenarioId,
  lookup,
  image: imageId,
  host: hostId,
  resolver: resolverId,
  evidence: z
    .enum(["observed", "emulated", "unavailable"])
    .describe("real libc code ran; the resolver was emulated; or neither was possible"),
  insteadOf: z
    .string()
    .exactOptional()
    .describe("emulated cells for which there should be an image: why it cannot be had"),
  wanted: wanted
    .exactOptional()
    .describe("unavailable: what it was to be, where that is not usual: libcs are observed, Go is emulated"),
  outcome: outcome
    .exactOptional()
    .describe("absent for an unavailable cell; for Go what a build without cgo gets"),
  reason: z.string().exactOptional().describe("why the cell is unavailable"),
  mode: mode.exactOptional().describe("Go: what a build with cgo chooses here by itself"),
  program: z
    .enum(["libc", "pure"])
    .exactOptional()
    .describe("Go: whose outcome that build gets, the libc cell's or this one"),
  programOutcome: outcome
    .exactOptional()
    .describe("Go: the libc's outcome as that build prints it, where its program is libc"),
  programEvidence: z
    .enum(["observed", "emulated"])
    .exactOptional()
    .describe("beside programOutcome: whether the libc cell behind it was observed"),
  errno: z.string().exactOptional().describe("beside EAI_SYSTEM: the errno that getaddrinfo left behind"),
  flaky: z
    .literal(true)
    .exactOptional()
    .describe("it was not as expected and, repeated, it was; everything else tells of the repetition"),
  firstOutcome: outcome.exactOptional().describe("flaky cells: what the cell came to at first"),
  firstUnexpected: z.string().exactOptional().describe("flaky cells: what was not as expected at first"),
  alternatives: z
    .array(outcome)
    .describe("other outcomes that the same resolver can show here, where it races with itself"),
  orderDecides: z
    .string()
    .exactOptional()
    .describe("libc: what came first decided, and another run may show another outcome; why"),
  cause: z
    .strictObject({
      id: z.string().describe("stays the same from version to version"),
      text: z.string().describe("one sentence"),
      scenario: scenarioId.describe("the scenario of the catalogue that shows it"),
      reference: z
        .string()
        .regex(/^https:\/\//)
        .describe("where upstream does so: an address"),
    })
    .exactOptional()
    .describe("cells that fail or differ: why, where that was found"),
  earlier: z
    .array(outcome)
    .exactOptional()
    .describe("what the lookups that the same process made before came to, in order"),
  trace: z.array(traceEvent).describe("the questions in the order of the wire, at most 1,000"),
  traceOmitted: count.exactOptional().describe("how many questions came after those of trace"),
  elapsedMs: z.number().describe("how long the lookup took, in milliseconds"),
});

const comparison = z.strictObject({
  scenario: scenarioId,
  lookup,
  image: imageId.describe("the left cell's image, and the right one's unless rightImage is there"),
  host: hostId.describe("the left cell's host profile, and the right one's unless rightHost is there"),
  rightImage: z.string().exactOptional().describe("only across images"),
  rightHost: z.string().exactOptional().describe("only across host profiles"),
  left: resolverId,
  right: resolverId,
  leftEvidence: wanted.exactOptional().describe("where it is not usual: emulated for a libc"),
  rightEvidence: wanted.exactOptional().describe("where it is not usual: emulated for a libc"),
  verdict,
  why: z.string().describe("in one sentence"),
});

const expectation = z.strictObject({
  scenario: scenarioId,
  cell: z.string().describe('"IMAGE/RESOLVER", or "verdict" or "known" for the scenario as a whole'),
  lookup: lookup.exactOptional().describe("absent for the scenario as a whole"),
  host: hostId.exactOptional(),
  ok: z.boolean().describe("whether it holds"),
  message: z.string().describe("what was expected and what came"),
  file: z.string().describe("the scenario's file"),
  line: count.describe("line of the expectation in it"),
});

const image = z.strictObject({
  id: imageId,
  libc: z.string().nullable().describe('such as "musl@1.1.19"; null where none was found'),
  digest: z.string().nullable().describe("digest of its content; null where it cannot be had"),
  status: z.enum(["ready", "unavailable"]).describe("whether its cells could run"),
  reason: z.string().nullable().describe("why it is unavailable"),
  note: z.string().exactOptional().describe("what could not be checked of a ready image"),
});

const scenario = z.strictObject({
  id: scenarioId,
  title: z.string().describe("the difference that it shows"),
  file: z.string().describe("where it was read"),
  known: z.string().nullable().describe("why its difference is known and accepted"),
  verdict: verdict.nullable().describe("the worst among its comparisons; null where there are none"),
});

/** The report, version 1. Strict: a field that this version does not know must not get lost in silence. */
export const reportSchema: z.ZodType<Report> = z
  .strictObject({
    version: z.literal(1).describe("version of this format"),
    tool: z.string().describe("name and version of the program that wrote it"),
    engine: z.enum(["docker", "local", "model"]).describe("who made the labs"),
    clock: z
      .enum(["virtual", "real"])
      .exactOptional()
      .describe(
        "what times of cells are measured by: timeouts are stepped over, or waited for; absent: real",
      ),
    startedAt: z.iso.datetime().describe("ISO 8601, UTC"),
    elapsedMs: z.number().describe("how long the whole run took, in milliseconds"),
    images: z.array(image).describe("every image of the run, once"),
    scenarios: z.array(scenario).describe("every scenario of the run"),
    cells: z.array(cell).describe("scenario × lookup × image × host profile × resolver"),
    comparisons: z.array(comparison).describe("cells side by side"),
    expectations: z.array(expectation).describe("every expectation of the scenario files, checked"),
    summary: z
      .strictObject({
        cells: count.describe("all cells: agree + differ + unavailable"),
        agree: count.describe("cells that differ from none that they were compared with"),
        differ: count.describe("cells of a comparison whose verdict is not agree"),
        unexpected: count.describe("expectations that do not hold"),
        unavailable: count.describe("cells that could be neither observed nor emulated"),
        observed: count.exactOptional().describe("cells that real libc code was run for"),
        emulated: count.exactOptional().describe("cells that were emulated"),
      })
      .describe("sums"),
  })
  .describe("A report of resolver-matrix (--reporter json), version 1");

/** schema/report.json. */
export function reportJsonSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(reportSchema, { target: "draft-7" });
}
