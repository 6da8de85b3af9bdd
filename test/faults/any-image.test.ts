/** Images that nobody prepared: whatever libc they have, or none, Go's resolver looks up in them. */
import { createReadStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connectDocker } from "../../harness/lab/docker/connect.ts";
import { importImage } from "../../harness/lab/docker/import-image.ts";
import { copyHostRoot } from "../images/support/host-root.ts";
import { type TarEntry, tarOf } from "../images/tar.ts";
import { alpine, OPEN, titled } from "../lab/support/labs.ts";
import { containersOf } from "../lab/support/leftovers.ts";
import { type Bench, openBench } from "./support/bench.ts";
import { cellLines, readReport, runCommand, startCommand } from "./support/command.ts";

const archive = await alpine();
const docker = await OPEN.docker();
await docker.value?.close();
const missing = archive.reason ?? docker.reason;
/** The images' name in the engine; they go when the tests are over. */
const REPOSITORY = `rm-fault-test-${process.pid}`;
const NO_LIBC = "unavailable: no libc: a cgo binary cannot run here; Go must be pure";

describe.skipIf(missing !== null)(titled("an image of the engine", missing), () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.remove());

  async function engine() {
    const search = await connectDocker();
    if (search.kind === "failed") throw new Error("the Docker engine is gone");
    return search.connection.docker;
  }

  async function put(tag: string, content: () => NodeJS.ReadableStream): Promise<void> {
    await importImage(await engine(), { repository: REPOSITORY, tag }, content);
  }

  async function putFiles(tag: string, ...entries: readonly TarEntry[]): Promise<void> {
    const tar = await tarOf(entries);
    await put(tag, () => Readable.from([tar]));
  }

  beforeAll(async () => {
    if (archive.value?.content.kind !== "archive") throw new Error("not skipped?");
    const { path } = archive.value.content.archive;
    await put("alpine", () => createReadStream(path));
    await putFiles("scratch", { name: "app", text: "a static program" });
    await putFiles("foreign", { name: "lib/ld-musl-aarch64.so.1", text: "for another CPU" });
    await putFiles("unknown", { name: "lib/ld64-uClibc.so.1", text: "of another libc" });
    await putFiles("broken", { name: "lib/ld-musl-x86_64.so.1", mode: 0o755, text: "no program at all" });
  });
  afterAll(async () => {
    const connection = await engine();
    const images = await connection.listImages({ filters: { reference: [`${REPOSITORY}`] } });
    for (const { Id } of images) await connection.getImage(Id).remove({ force: true });
  });

  it.each([
    ["a local tag of Alpine 3.8", "alpine", 0, ["go@1.24 emulated", "musl@1.1.19 observed"]],
    ["nothing but a static program", "scratch", 3, ["go@1.24 emulated", `libc ${NO_LIBC}`]],
    [
      "a libc for another CPU",
      "foreign",
      3,
      [
        "go@1.24 emulated",
        expect.stringMatching(
          /^quick libc unavailable: the image's libc is for aarch64 \(\/lib\/ld-musl-aarch64\.so\.1\), this lab runs /,
        ),
      ],
    ],
    [
      "a libc that nobody knows",
      "unknown",
      3,
      [
        "go@1.24 emulated",
        "libc unavailable: the image's libc is uClibc-ng (/lib/ld64-uClibc.so.1); only musl and glibc can be observed",
      ],
    ],
    [
      "a loader that does not run",
      "broken",
      3,
      [
        "go@1.24 emulated",
        expect.stringMatching(/^quick libc unavailable: the image's libc cannot be used: /),
      ],
    ],
  ] as const)("with %s", async (_, tag, code, lines) => {
    const images = ["--images", `${REPOSITORY}:${tag}`];
    const output = ["--engine", "docker", "--reporter", `json=${bench.report}`];
    const run = startCommand(["run", bench.scenarios[0] ?? "", ...images, ...output], bench.env);
    const ended = await run.ended;
    expect(cellLines(await readReport(bench.report))).toEqual(
      lines.map((line) => (typeof line === "string" ? `quick ${line}` : line)),
    );
    expect(ended.code, ended.stderr).toBe(code);
    expect({ containers: await containersOf(run.pid), files: await bench.left() }).toEqual({
      containers: [],
      files: [],
    });
  });

  it("without a shell, as distroless ones are: glibc's version is read from the libc itself", async () => {
    const root = join(bench.folder, "root");
    await mkdir(root);
    await copyHostRoot(root);
    await rm(join(root, "bin"), { recursive: true });
    const tar = join(bench.folder, "root.tar");
    await execa("tar", ["-C", root, "-cf", tar, "."]);
    await put("distroless", () => createReadStream(tar));
    const images = ["--images", `${REPOSITORY}:distroless`, "--engine", "docker"];
    await runCommand(
      ["run", bench.scenarios[0] ?? "", ...images, "--reporter", `json=${bench.report}`],
      bench.env,
    );
    const { stdout } = await execa("getconf", ["GNU_LIBC_VERSION"]);
    expect(cellLines(await readReport(bench.report))).toEqual([
      `quick ${stdout.replace(" ", "@")} observed`,
      "quick go@1.24 emulated",
    ]);
  });
});
