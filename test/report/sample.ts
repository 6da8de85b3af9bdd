/** A report as a run over many images makes it, for reporters to show. Behaviour as measured; addresses invented. */
import type { Report, ReportCell, ReportImage } from "../../harness/matrix/report-data.ts";
import type { ReportDetails, ScenarioDetails } from "../../harness/report/html/details.ts";
import { groupedBy } from "../../harness/report/layout.ts";
import { heaviest } from "../../harness/report/words.ts";
import type { Lookup } from "../../harness/world/world.ts";
import { compareSample } from "./sample-compare.ts";
import { hosts, type SampleResolver, type SampleScenario, stories } from "./sample-stories.ts";

const images: readonly ReportImage[] = [
  ready("alpine-3.8", "musl@1.1.19"),
  refused("centos-7.4", "glibc@2.17-196.el7"),
  refused("centos-7.6", "glibc@2.17-260.el7"),
  ready("debian-11-musl", "musl@1.2.2"),
  ready("debian-12-musl", "musl@1.2.3"),
  ready("debian-13-musl", "musl@1.2.5"),
  ready("debian-11-glibc", "glibc@2.31"),
  ready("debian-12-glibc", "glibc@2.36"),
  ready("debian-13-glibc", "glibc@2.41"),
];
const goVersions = ["1.11", "1.19", "1.24"];

function ready(id: string, libc: string): ReportImage {
  return {
    id,
    libc,
    digest: `sha256:${Buffer.from(id).toString("hex").padEnd(64, "0")}`,
    status: "ready",
    reason: null,
  };
}

function refused(id: string, libc: string): ReportImage {
  const reason = `registry ${id.replace("-", ":")}: connection refused; archive: no file matches ${id}*.tar.gz`;
  return { id, libc, digest: null, status: "unavailable", reason };
}

export interface Sample {
  readonly report: Report;
  readonly details: ReportDetails;
}

/**
 * The stories of sample-stories.ts on nine images, each with its libc and three versions of Go.
 * @param editions how many times the catalogue is repeated under other ids, to make a big report
 */
export function sampleReport(editions = 1): Sample {
  const catalogue = Array.from({ length: editions }, (_, edition) =>
    edition === 0 ? stories : stories.map((story) => reissue(story, edition + 1)),
  ).flat();
  const cells = catalogue.flatMap(cellsOf);
  const comparisons = compareSample(cells, images);
  const expectations = catalogue.flatMap((story) =>
    story.expectations.map((expectation) => ({ scenario: story.id, file: fileOf(story), ...expectation })),
  );
  const summary = summarize(cells, comparisons, expectations);
  const byScenario = groupedBy(comparisons, ({ scenario }) => scenario);
  const scenarios = catalogue.map((story) => ({
    id: story.id,
    title: story.title,
    file: fileOf(story),
    known: story.known ?? null,
    verdict: heaviest((byScenario.get(story.id) ?? []).map(({ verdict }) => verdict)),
  }));
  return {
    report: {
      version: 1,
      tool: "resolver-matrix 0.1.0",
      engine: "docker",
      startedAt: "2026-03-14T09:26:53.589Z",
      elapsedMs: 12_480,
      images,
      scenarios,
      cells,
      comparisons,
      expectations,
      summary,
    },
    details: { scenarios: Object.fromEntries(catalogue.map((story) => [story.id, detailsOf(story)])), hosts },
  };
}

function reissue(story: SampleScenario, edition: number): SampleScenario {
  return { ...story, id: `${story.id}-${edition}`, title: `${story.title} (${edition})` };
}

function fileOf(story: SampleScenario): string {
  return `scenarios/${story.id}.yaml`;
}

function summarize(
  cells: Report["cells"],
  comparisons: Report["comparisons"],
  expectations: Report["expectations"],
): Report["summary"] {
  const place = (
    cell: Pick<ReportCell, "scenario" | "lookup">,
    image: string,
    host: string,
    resolver: string,
  ) => JSON.stringify([cell.scenario, cell.lookup, image, host, resolver]);
  const differing = new Set(
    comparisons.flatMap((comparison) =>
      comparison.verdict === "agree"
        ? []
        : [
            place(comparison, comparison.image, comparison.host, comparison.left),
            place(
              comparison,
              comparison.rightImage ?? comparison.image,
              comparison.rightHost ?? comparison.host,
              comparison.right,
            ),
          ],
    ),
  );
  const unavailable = cells.filter(({ evidence }) => evidence === "unavailable").length;
  return {
    cells: cells.length,
    agree: cells.length - differing.size - unavailable,
    differ: differing.size,
    unexpected: expectations.filter(({ ok }) => !ok).length,
    unavailable,
  };
}

function detailsOf(story: SampleScenario): ScenarioDetails {
  const lookups = story.lookups.map(({ name, family }) => `  - { name: ${name}, family: ${family} }\n`);
  return {
    about: story.about,
    refs: story.refs,
    source: `title: ${story.title}\nrefs: [${story.refs.join(", ")}]\nlookups:\n${lookups.join("")}`,
    files: Object.fromEntries(
      Object.entries(story.files).map(([path, text]) => [
        path,
        text === null ? { kind: "absent" } : { kind: "content", text, mode: "0644", owner: 0, cutBytes: 0 },
      ]),
    ),
    env: story.env ?? {},
    hostname: null,
    user: null,
    dns: story.servers.map((address) => {
      const state = story.silent?.includes(address) ? "silent" : "open";
      return { address, udp: state, tcp: state, delayMs: 0 };
    }),
    documented: story.documented ?? [],
  };
}

function cellsOf(story: SampleScenario): ReportCell[] {
  return story.lookups.flatMap((lookup) =>
    (story.hosts ?? ["default"]).flatMap((host) =>
      images.flatMap((image) =>
        [image.libc ?? "", ...goVersions.map((version) => `go@${version}`)].map((resolver) =>
          cellOf(story, lookup, host, image, resolver),
        ),
      ),
    ),
  );
}

function cellOf(
  story: SampleScenario,
  lookup: Lookup,
  host: string,
  image: ReportImage,
  resolverId: string,
): ReportCell {
  const place = { scenario: story.id, lookup, image: image.id, host, resolver: resolverId };
  if (image.status === "unavailable") {
    const reason = `image ${image.id} is unavailable: ${image.reason}`;
    return { ...place, evidence: "unavailable", reason, alternatives: [], trace: [], elapsedMs: 0 };
  }
  const resolver = parseResolver(resolverId);
  const { outcome, alternatives = [], trace, elapsedMs } = story.see(resolver, lookup, host);
  const seen = { outcome, alternatives, trace, elapsedMs };
  if (resolver.family !== "go") return { ...place, evidence: "observed", ...seen };
  const mode = story.mode?.(resolver) ?? { order: "files,dns", because: "nothing asks for cgo" };
  const emulated = {
    ...place,
    evidence: "emulated",
    ...seen,
    mode: { ...mode, pureOrder: "files,dns" },
  } as const;
  if (mode.order !== "cgo") return { ...emulated, program: "pure" };
  const libc = story.see(parseResolver(image.libc ?? ""), lookup, host).outcome;
  const programOutcome =
    libc.kind !== "error" ? libc : { ...libc, text: `lookup ${lookup.name}: ${libc.text}` };
  return { ...emulated, program: "libc", programOutcome };
}

function parseResolver(id: string): SampleResolver {
  const [family, version = ""] = id.split("@");
  if (family !== "musl" && family !== "glibc" && family !== "go") throw new Error(`no such resolver: ${id}`);
  // "1.1.19" → 10119, "2.36" → 23600: enough to compare releases of one family.
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  return { family, version, release: major * 10_000 + minor * 100 + patch };
}
