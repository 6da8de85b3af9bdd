import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { annotations, githubReporter, stepOutputs } from "../../harness/report/github.ts";
import { hostileReport } from "./hostile.ts";
import { sampleReport } from "./sample.ts";

const { report } = sampleReport();
const asIs = (file: string) => file;

describe("annotations", () => {
  const lines = annotations(report, (file) => `repo/${file}`).split("\n");

  test("an error on the line of each expectation that does not hold, a warning for each image that is missing", () => {
    expect(lines).toEqual([
      "::error file=repo/scenarios/address-families/aaaa-dropped.yaml,line=31,title=address-families/aaaa-dropped " +
        "debian-13-musl/musl@1.2.5::expected an answer, got EAI_AGAIN (Try again)",
      "::error file=repo/scenarios/founding/indented-resolv-conf.yaml,line=27,title=founding/indented-resolv-conf " +
        "sg.main2.kafka.metis.service ip debian-12-glibc/glibc@2.36::expected error EAI_NONAME, got EAI_AGAIN " +
        "(Temporary failure in name resolution)",
      "::warning title=centos-7.4 is unavailable::registry centos:7.4: connection refused; archive: no file matches centos-7.4*.tar.gz",
      "::warning title=centos-7.6 is unavailable::registry centos:7.6: connection refused; archive: no file matches centos-7.6*.tar.gz",
      "",
    ]);
  });

  test("hostile texts begin no line and no other property", () => {
    const hostile = annotations(hostileReport, asIs).split("\n");
    expect(hostile).toHaveLength(4);
    for (const line of hostile.slice(0, 3)) {
      expect(line).toMatch(/^::(?:error|warning) /);
      expect(line).not.toContain("\r");
      const [, properties = ""] = line.split("::");
      expect(properties).toMatch(/^(?:error file=[^:,]*,line=\d,title=[^:,]*|warning title=[^:,]*)$/);
    }
    // What was "%0A" in the report must arrive as "%0A", not as a line end.
    expect(hostile[0]).toContain("%250A");
  });
});

test("step outputs are counts", () => {
  const { differ } = report.summary;
  expect(stepOutputs(report)).toBe(`differ=${differ}\nunexpected=2\nunavailable=136\n`);
});

describe("githubReporter", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "github-reporter-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  function environment(extra: Record<string, string> = {}) {
    return { GITHUB_STEP_SUMMARY: join(folder, "summary"), GITHUB_OUTPUT: join(folder, "output"), ...extra };
  }

  test("appends to the runner's files and writes commands", async () => {
    await writeFile(join(folder, "summary"), "before\n");
    await writeFile(join(folder, "output"), "a=b\n");
    const written: string[] = [];
    await githubReporter(environment(), (text) => written.push(text)).onEnd(report);
    expect(await readFile(join(folder, "summary"), "utf8")).toMatch(/^before\n# ✗ 2 unexpected/);
    expect(await readFile(join(folder, "output"), "utf8")).toBe(`a=b\n${stepOutputs(report)}`);
    expect(written.join("")).toBe(annotations(report, asIs));
  });

  test("names files from the workspace on and links to the commit", async () => {
    const env = environment({
      GITHUB_WORKSPACE: resolve("scenarios/.."),
      GITHUB_SERVER_URL: "https://forge.example",
      GITHUB_REPOSITORY: "some/one",
      GITHUB_SHA: "abc123",
    });
    const unmet = report.expectations.filter(({ ok }) => !ok).slice(0, 1);
    const expectations = [resolve("scenarios/a b.yaml"), "/elsewhere/x.yaml"].flatMap((file) =>
      unmet.map((expectation) => ({ ...expectation, file })),
    );
    const written: string[] = [];
    await githubReporter(env, (text) => written.push(text)).onEnd({ ...report, expectations });
    expect(written.join("")).toContain("::error file=scenarios/a b.yaml,");
    expect(written.join("")).toContain("::error file=/elsewhere/x.yaml,");
    const summary = await readFile(join(folder, "summary"), "utf8");
    expect(summary).toContain(
      `<a href="https&#58;//forge.example/some/one/blob/abc123/scenarios/a%20b.yaml&#35;L31">`,
    );
    expect(summary).not.toContain("abc123/elsewhere");
  });

  test("stays below what GitHub takes, counting what the step wrote before", async () => {
    await writeFile(join(folder, "summary"), "x".repeat(1024 * 1024 - 5000));
    await githubReporter(environment(), () => {}).onEnd(report);
    const summary = await readFile(join(folder, "summary"), "utf8");
    expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024);
    expect(summary).toMatch(/more rows did not fit into 4999 bytes/);
  });

  test("with a file of one's own for the summary no runner is needed; its outputs are written where it is one", async () => {
    const summaries: string[] = [];
    const written: string[] = [];
    const make = (env: Record<string, string>) =>
      githubReporter(
        env,
        (text) => written.push(text),
        (text) => summaries.push(text),
      );
    await make({}).onEnd(report);
    expect(summaries.join("")).toMatch(/^# ✗ 2 unexpected/);
    expect(written.join("")).toBe(annotations(report, asIs));
    await make({ GITHUB_OUTPUT: join(folder, "output") }).onEnd(report);
    expect(await readFile(join(folder, "output"), "utf8")).toBe(stepOutputs(report));
  });

  test.each(["GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"])("says what to do where %s is missing", (name) => {
    expect(() => githubReporter(environment({ [name]: "" }), () => {})).toThrow(
      `the github reporter needs ${name}, which is not set`,
    );
  });
});
