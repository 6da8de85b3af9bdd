/** A capture of a real dnsmasq shows what the same libcs get from it, in ordinary and in troublesome settings. */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadScenarios, run } from "../../harness/index.ts";

const PLACE = join(import.meta.dirname, "support", "place.sh");
const SCRIPT = join(import.meta.dirname, "..", "..", "images", "collect", "collect.sh");
const PROGRAM = join(import.meta.dirname, "..", "..", "dist", "harness", "cli", "main.js");
const IMAGES = { "alpine-3.8": "alpine-minirootfs-3.8.", "alpine-3.20": "alpine-minirootfs-3.20." } as const;
const archives = process.env.RESOLVER_MATRIX_IMAGES ?? "";
const files = archives === "" ? [] : readdirSync(archives);
const lacks = [
  ...(process.getuid?.() === 0 ? [] : ["root"]),
  ...["dnsmasq", "unshare", "ip"].filter((name) => spawnSync(name, ["--version"]).error !== undefined),
  ...Object.values(IMAGES).filter((start) => !files.some((file) => file.startsWith(start))),
];

const NAMES = ["db.example", "six.example", "alias.example", "short", "nowhere.example"];
const DNSMASQ = `no-resolv
no-hosts
listen-address=127.0.0.1
bind-interfaces
user=root
host-record=db.example,192.0.2.7
host-record=six.example,192.0.2.9,2001:db8::9
host-record=short.prod.example,192.0.2.11
cname=alias.example,six.example
local=/example/
`;
/** Settings by name: what is added to dnsmasq's and to resolv.conf. */
const SETTINGS: Readonly<Record<string, readonly [dnsmasq: string, resolvConf: string]>> = {
  "an ordinary one": ["", "search prod.example\n"],
  "with filter-AAAA": ["filter-AAAA\n", "search prod.example\n"],
  "a search domain is refused": ["", "search corp.test prod.example\noptions ndots:2 timeout:1 attempts:1\n"],
  "a search domain never answers": [
    "server=/corp.test/127.0.0.9\n",
    "search corp.test prod.example\noptions timeout:1 attempts:1\n",
  ],
};

const missing = lacks.length === 0 ? "" : ` (not run for want of ${lacks.join(", ")})`;
describe.skipIf(lacks.length > 0 && process.env.CI === undefined)(`a real dnsmasq${missing}`, () => {
  let folder = "";
  const roots: string[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "resolver-matrix-test-"));
    for (const [image, start] of Object.entries(IMAGES)) {
      const root = join(folder, image);
      await mkdir(root);
      const file = (await readdir(archives)).find((name) => name.startsWith(start)) ?? start;
      await execa("tar", ["-xzf", join(archives, file), "-C", root]);
      roots.push(`${image}=${root}`);
    }
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test.each(Object.entries(SETTINGS))("%s", async (_, [dnsmasq, resolvConf]) => {
    await writeFile(join(folder, "dnsmasq.conf"), DNSMASQ + dnsmasq);
    await writeFile(join(folder, "resolv.conf"), `nameserver 127.0.0.1\n${resolvConf}`);
    const { stdout } = await execa("unshare", [
      ...["--net", "--mount", "--pid", "--fork", "--kill-child", "sh", PLACE],
      ...[folder, process.execPath, PROGRAM, SCRIPT, NAMES.join(" "), ...roots],
    ]);
    const real = stdout.split("\n").map((line) => line.trimEnd());
    expect(real).toHaveLength(roots.length * NAMES.length);

    expect(await shownBy(join(folder, "capture.yaml"), Object.keys(IMAGES))).toEqual(real.toSorted());
    for (const image of Object.keys(IMAGES)) {
      const file = join(folder, `${image}.yaml`);
      await execa(process.execPath, [
        ...[PROGRAM, "capture", "bundle", join(folder, `${image}.bundle`), ...NAMES, "-o", file],
      ]);
      const own = real.filter((line) => line.startsWith(`${image} `));
      expect(await shownBy(file, [image])).toEqual(own.toSorted());
    }
  });
});

/** What the images' libcs get in labs, in the words of the script. */
async function shownBy(file: string, images: readonly string[]): Promise<readonly string[]> {
  const report = await run(await loadScenarios([file]), {
    ...{ engine: "local", images, evidence: "observed", repeat: 0 },
  });
  return report.cells
    .filter(({ evidence }) => evidence === "observed")
    .map(({ image, lookup, outcome }) => {
      const addresses = outcome?.kind === "answer" ? outcome.addresses : [];
      return `${image} ${lookup.name} ${addresses.join(",")}`.trimEnd();
    })
    .toSorted();
}
