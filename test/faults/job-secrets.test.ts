/** What a CI job keeps in its environment is not for scenario files and images to read. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { alpine, OPEN, titled } from "../lab/support/labs.ts";
import { runCommand } from "./support/command.ts";

const SECRET = "a-secret-of-the-job";
const image = await alpine();
const engines = { docker: await OPEN.docker(), local: await OPEN.local() };
const folder = mkdtempSync(join(tmpdir(), "resolver-matrix-secrets-"));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  for (const { value } of Object.values(engines)) await value?.close();
});

const PLACES = [
  "/proc/self/environ",
  "/proc/1/environ",
  "/proc/thread-self/environ",
  "/proc/kcore",
  "/proc/keys",
];
const LINKED = ["/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/hosts"];

function story(place: string): string {
  const files = LINKED.map((path) => `  ${path}: { symlink: ${place} }`).join("\n");
  return `title: t\nimages: [alpine-3.8]\ngo: ["1.11", "1.24"]\nfiles:\n${files}\nlookups: [a.example.]\n`;
}

describe.each(["docker", "local"] as const)("engine %s", (engine) => {
  const reason = image.reason ?? engines[engine].reason;
  test.skipIf(reason !== null)(titled("nothing of it gets into reports through links", reason), async () => {
    const files = PLACES.map((place, index) => {
      const file = join(folder, `${engine}-${index}.yaml`);
      writeFileSync(file, story(place));
      return file;
    });
    const reports = ["json", "html", "junit", "markdown"].map((name) => [
      name,
      join(folder, `${engine}.${name}`),
    ]);
    const options = reports.flatMap(([name, file]) => ["--reporter", `${name}=${file}`]);
    const { stdout, stderr } = await runCommand(
      ["run", ...files, "--engine", engine, "--reporter", "terminal", ...options],
      { SECRET_TOKEN: SECRET },
    );
    expect(stdout).toContain("go@1.24");
    const written = reports.map(([, file = ""]) => readFileSync(file, "utf8"));
    for (const text of [stdout, stderr, ...written]) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain("SECRET_TOKEN");
    }
  });
});
