/** The GitLab pipeline of the consumer's example, job by job, with a shell as a runner has it. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import type { Report } from "../harness/matrix/report-data.ts";
import manifest from "../package.json" with { type: "json" };
import { CONSUMER, REPOSITORY } from "./github/workflow.ts";

const RUN_LIMIT_MS = 120_000;
const texts = z.record(z.string(), z.string());
const job = z.strictObject({
  extends: z.string().optional(),
  image: z.string().optional(),
  services: z.array(z.string()).optional(),
  rules: z.array(z.strictObject({ when: z.literal("manual") })).optional(),
  variables: texts.optional(),
  cache: z.strictObject({ key: z.string(), paths: z.array(z.string()) }).optional(),
  before_script: z.array(z.string()).optional(),
  script: z.array(z.string()).optional(),
  artifacts: z
    .strictObject({ when: z.literal("always"), paths: z.array(z.string()).optional(), reports: texts })
    .optional(),
});
type Job = z.infer<typeof job>;

const { variables, ...rest } = z
  .looseObject({ variables: texts })
  .parse(parse(readFileSync(join(CONSUMER, ".gitlab-ci.yml"), "utf8")));
const jobs = z.record(z.string(), job).parse(rest);

/** A job with what it extends; keys of its own win as a whole, variables one by one. */
function whole(name: string): Job {
  const own = jobs[name];
  if (own === undefined) throw new Error(`the pipeline has no job ${name}`);
  const base = own.extends === undefined ? {} : whole(own.extends);
  return { ...base, ...own, variables: { ...base.variables, ...own.variables } };
}

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rm-gitlab-"));
  cpSync(CONSUMER, join(folder, "project"), { recursive: true });
  // The package is installed already: it is this checkout.
  mkdirSync(join(folder, "programs"));
  const npm = `#!/bin/sh\necho "$*" >>'${join(folder, "npm-calls")}'\n`;
  const npx = `#!/bin/sh\nshift\nexec '${process.execPath}' '${join(REPOSITORY, "dist/harness/cli/main.js")}' "$@"\n`;
  writeFileSync(join(folder, "programs", "npm"), npm, { mode: 0o755 });
  writeFileSync(join(folder, "programs", "npx"), npx, { mode: 0o755 });
});
afterEach(() => rmSync(folder, { recursive: true }));

interface JobEnd {
  readonly code: number | null;
  readonly log: string;
  /** Text of a file that the job left; null for none. */
  file(name: string): string | null;
}

function run(name: string): JobEnd {
  const project = join(folder, "project");
  const { before_script: before = [], script = [], variables: own = {} } = whole(name);
  const env = {
    ...process.env,
    CI: "true",
    CI_PROJECT_DIR: project,
    PATH: `${join(folder, "programs")}:${process.env.PATH}`,
  };
  const all = Object.entries({ ...variables, ...own }).filter(([key]) => key !== "RESOLVER_MATRIX_CACHE");
  const given = Object.fromEntries(
    all.map(([key, value]) => [key, value.replace("$CI_PROJECT_DIR", project)]),
  );
  // GitLab runs the lines one after the other in one shell that ends at the first failure.
  const { status, stdout, stderr } = spawnSync("sh", ["-e", "-c", [...before, ...script].join("\n")], {
    cwd: project,
    encoding: "utf8",
    env: { ...env, ...given },
  });
  return {
    code: status,
    log: stdout + stderr,
    file: (file) => (existsSync(join(project, file)) ? readFileSync(join(project, file), "utf8") : null),
  };
}

describe("the pipeline", () => {
  test("names this release, and says for real libcs that it wants nothing else", () => {
    expect(variables.RESOLVER_MATRIX).toBe(`github:OWNER/resolver-matrix#v${manifest.version}`);
    expect(whole("dns-containers")).toMatchObject({
      services: [expect.stringContaining("dind")],
      variables: { ENGINE: "docker", EVIDENCE: "observed", DOCKER_TLS_VERIFY: "1" },
    });
    expect(whole("dns-namespaces").variables).toEqual({ ENGINE: "local", EVIDENCE: "observed" });
  });

  test(
    "a job leaves what GitLab reads",
    () => {
      const { code, log, file } = run("dns-models");
      expect(code, log).toBe(0);
      expect(readFileSync(join(folder, "npm-calls"), "utf8")).toBe(
        `install --no-save github:OWNER/resolver-matrix#v${manifest.version}\n`,
      );
      const { artifacts } = whole("dns-models");
      const report: Report = JSON.parse(file("report.json") ?? "");
      expect(report.summary).toMatchObject({ unexpected: 0, unavailable: 0 });
      expect(file(artifacts?.reports.junit ?? "")).toContain('<testsuite name="broker"');
      expect(file("report.html")).toContain("<title>✓ as expected");
    },
    RUN_LIMIT_MS,
  );

  test(
    "a job fails where a cell is not as expected",
    () => {
      const path = join(folder, "project", "dns", "broker.yaml");
      writeFileSync(
        path,
        readFileSync(path, "utf8").replace(
          "musl: { addresses: [10.244.1.7]",
          "musl: { addresses: [10.244.1.8]",
        ),
      );
      const { code, file } = run("dns-models");
      expect(code).toBe(1);
      expect(file("junit.xml")).toContain("<failure ");
    },
    RUN_LIMIT_MS,
  );

  test(
    "lint's findings are a code quality report",
    () => {
      const { log, file } = run("dns-lint");
      const findings = JSON.parse(file(whole("dns-lint").artifacts?.reports.codequality ?? "") ?? "");
      expect(findings, log).toEqual(expect.any(Array));
    },
    RUN_LIMIT_MS,
  );
});
