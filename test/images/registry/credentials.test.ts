import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isInsecure } from "../../../harness/images/registry/client.ts";
import { type Credentials, readCredentials } from "../../../harness/images/registry/credentials.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rm-credentials-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function read(registry: string, text: string): Promise<Credentials> {
  await writeFile(join(folder, "config.json"), text);
  return readCredentials(registry, { DOCKER_CONFIG: folder });
}

const auth = Buffer.from("user:pass:word").toString("base64");
const basic = { kind: "basic", header: `Basic ${auth}` };

test.each([
  ["registry.example:5000", "registry.example:5000"],
  ["registry.example", "https://registry.example"],
  ["docker.io", "https://index.docker.io/v1/"],
])("of %s stand under %s", async (registry, key) => {
  expect(await read(registry, JSON.stringify({ auths: { [key]: { auth } } }))).toEqual(basic);
});

test("are not there without a file, an entry, or anything in it", async () => {
  expect(await readCredentials("a.example", { DOCKER_CONFIG: join(folder, "none") })).toEqual({
    kind: "none",
  });
  expect(await read("a.example", JSON.stringify({ auths: { "b.example": { auth } } }))).toEqual({
    kind: "none",
  });
  expect(await read("a.example", JSON.stringify({ auths: { "a.example": {} } }))).toEqual({ kind: "none" });
  expect(await read("__proto__", "{}")).toEqual({ kind: "none" });
});

test.each([
  ["a helper for all", { auths: { "a.example": {} }, credsStore: "desktop" }, "leaves passwords to a helper"],
  ["a helper for one", { credHelpers: { "a.example": "ecr-login" } }, "leaves passwords to a helper"],
  ["an identity token", { auths: { "a.example": { identitytoken: "x" } } }, "has an identity token for it"],
  ["no mapping", [], "is not understood"],
])("cannot be used from %s", async (_, config, reason) => {
  expect(await read("a.example", JSON.stringify(config))).toEqual({
    kind: "unusable",
    reason: expect.stringContaining(reason),
  });
});

test("cannot be used from a file that is no JSON", async () => {
  expect(await read("a.example", "{")).toEqual({
    kind: "unusable",
    reason: `${join(folder, "config.json")} is not understood`,
  });
});

test("http is for this machine and for registries that are named", () => {
  const env = { RESOLVER_MATRIX_INSECURE_REGISTRIES: "a.example:5000, b.example" };
  const insecure = [
    "localhost",
    "localhost:5000",
    "127.0.0.1:1",
    "127.9.9.9",
    "[::1]:5000",
    "a.example:5000",
    "b.example",
  ];
  const secure = [
    "a.example",
    "b.example:80",
    "docker.io",
    "127.0.0.1.example",
    "localhost.example",
    "10.0.0.1",
    "[fd00::1]:5000",
  ];
  expect(insecure.filter((registry) => !isInsecure(registry, env))).toEqual([]);
  expect(secure.filter((registry) => isInsecure(registry, env))).toEqual([]);
});
