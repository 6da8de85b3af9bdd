/** Pulling from the registry that Debian packages (docker-registry), as a second opinion on the stand-in. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Unavailable } from "../../../harness/errors.ts";
import type { ReadyImage } from "../../../harness/images/image.ts";
import { obtainImage } from "../../../harness/images/obtain.ts";
import { contentOf, tarOf } from "../tar.ts";
import { DebianRegistry, hasRegistry } from "./debian-registry.ts";

const installed = hasRegistry();

let folder = "";
let registry: DebianRegistry;
let host = "";

beforeAll(async () => {
  if (!installed) return;
  registry = await DebianRegistry.start();
  ({ host, folder } = registry);
});
afterAll(async () => {
  if (!installed) return;
  await registry.stop();
});

describe.skipIf(!installed)("docker-registry", () => {
  test("serves an index of an image with two layers, by tag and by digest", async () => {
    const lower = await tarOf([
      { name: "etc/hosts", text: "old" },
      { name: "gone", text: "x" },
    ]);
    const upper = await tarOf([
      { name: "etc/hosts", text: "new" },
      { name: ".wh.gone", text: "" },
    ]);
    const index = await registry.pushImage("team/app", "1.0", [lower, upper]);
    const byTag = await obtain(`${host}/team/app:1.0`);
    expect(byTag.digest).toBe(index);
    expect(byTag.origin).toBe(`registry ${host}/team/app:1.0`);
    expect(await contentOf(archivePath(byTag))).toEqual([
      "directory ./ 755",
      "directory etc/ 755",
      "file etc/hosts 644 new",
    ]);
    const byDigest = await obtain(`${host}/team/app@${index}`);
    expect(byDigest.digest).toBe(index);
    expect(await contentOf(archivePath(byDigest))).toEqual(await contentOf(archivePath(byTag)));
  });

  test("says that a tag and a repository are not there", async () => {
    await registry.pushImage("app", "1", []);
    await expect(obtain(`${host}/app:2`)).rejects.toThrow(
      `${host}: it is not there (404, "manifest unknown") for app/manifests/2`,
    );
    await expect(obtain(`${host}/nobody/nothing:1`)).rejects.toThrow("it is not there (404,");
    await expect(obtain(`${host}/app:2`)).rejects.toThrow(Unavailable);
  });
});

function obtain(reference: string): Promise<ReadyImage> {
  return obtainImage(
    {
      id: reference,
      title: "",
      libc: null,
      sources: [{ kind: "registry", reference }],
      default: false,
      unverified: false,
    },
    {
      imagesDirectory: null,
      cacheDirectory: join(folder, "cache"),
      env: { DOCKER_CONFIG: folder },
      engineImages: null,
      progress: () => {},
      signal: new AbortController().signal,
    },
  );
}

function archivePath({ content }: ReadyImage): string {
  if (content.kind !== "archive") throw new Error(`not an archive: ${content.kind}`);
  return content.archive.path;
}
