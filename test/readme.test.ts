/** What the README shows must work as it stands there. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listCatalogue } from "../harness/disk/catalogue.ts";
import { listHostProfiles } from "../harness/disk/host-profiles.ts";
import { parseScenario } from "../harness/scenario/parse.ts";
import { parseLine } from "./cli/command-lines.ts";

const root = join(import.meta.dirname, "..");
const text = readFileSync(join(root, "README.md"), "utf8");

const commands = [
  ...text.matchAll(/^ {4}(resolver-matrix .+)$/gm),
  ...text.matchAll(/`(resolver-matrix [a-z]+ [^`]+)`/g),
].map(([, line = ""]) => line.replaceAll("\n", " "));

describe("the README", () => {
  test.each(commands.filter((line) => !line.includes("…")))("%s", async (line) => {
    await expect(parseLine(line)).resolves.toBeUndefined();
  });

  test("its scenario is one", async () => {
    const [, yaml = ""] = /```yaml\n(# yaml-language-server.*?)```/s.exec(text) ?? [];
    expect(parseScenario(yaml, "readme.yaml", await listHostProfiles()).title).toContain("indented");
  });

  test("the scenarios that it names are in the catalogue", async () => {
    const topics = new Set((await listCatalogue()).map((id) => id.split("/")[0]));
    const named = [...text.matchAll(/`([a-z-]+)\/([a-z0-9-]+)`/g)]
      .filter(([, topic]) => topics.has(topic))
      .map(([, topic, name]) => `${topic}/${name}`);
    expect(named.length).toBeGreaterThan(5);
    expect(await listCatalogue()).toEqual(expect.arrayContaining(named));
  });

  test("its pictures are there", () => {
    const pictures = [...text.matchAll(/(docs\/images\/[a-z-]+\.png)/g)].map(([, path = ""]) => path);
    expect(pictures.length).toBeGreaterThan(1);
    expect(pictures.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
