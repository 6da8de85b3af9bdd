/** A folder with everything that a run reads and writes: scenarios, cache, reports, temporary files. */
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { OWNER_VARIABLE } from "../../../harness/lab/local/process.ts";
import { eventually } from "../../lab/support/leftovers.ts";

// Whole runs of the program, some of which wait for timeouts or for an engine to start again.
vi.setConfig({ testTimeout: 120_000 });

const ZONE = `dns:
  10.53.0.1:
    zone: |
      name.test. 30 IN A 10.21.42.97
`;
const FILES = `files:
  /etc/resolv.conf: "nameserver 10.53.0.1\\noptions timeout:4 attempts:1\\n"
`;

/** Answered at once. */
const QUICK = `title: Everybody answers
go: ["1.24"]
${FILES}${ZONE}lookups: [name.test]
`;
/** Its resolvers wait for four seconds: whatever happens to a run happens meanwhile. */
const MUTE = `title: Nobody answers
go: ["1.24"]
${FILES}dns:
  10.53.0.1: { udp: silent, tcp: silent }
lookups: [name.test]
`;
/** What the run says when the cells of "quick" have ended and those of "mute" are waiting. */
export const CELLS_RUN = "1/2 ";

export interface Bench {
  readonly folder: string;
  /** For `run`: both scenarios. */
  readonly scenarios: readonly string[];
  /** File of the JSON report. */
  readonly report: string;
  readonly cache: string;
  /** Environment of the program: its cache and its temporary files are the bench's. */
  readonly env: Readonly<Record<string, string>>;
  /** Files that a finished run does not leave: temporary, unfinished and locks. */
  left(): Promise<readonly string[]>;
  remove(): Promise<void>;
}

export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), "rm-fault-"));
  const [temporary, cache] = [join(folder, "tmp"), join(folder, "cache")];
  await mkdir(temporary);
  await mkdir(cache);
  const scenarios = [join(folder, "quick.yaml"), join(folder, "mute.yaml")] as const;
  await writeFile(scenarios[0], QUICK);
  await writeFile(scenarios[1], MUTE);
  return {
    folder,
    scenarios,
    report: join(folder, "report.json"),
    cache,
    env: { TMPDIR: temporary, RESOLVER_MATRIX_CACHE: cache },
    async left() {
      // Node follows links on its way, and those in an image's root lead into this machine.
      const entries = await readdir(cache, { recursive: true }).catch(() => []);
      const cached = entries.filter((path) => !/(^|\/)root\//.test(path));
      return [
        ...(await readdir(temporary, { recursive: true })),
        ...cached.filter((path) => /(^|\/)\.unfinished-[^/]*$|\.lock$/.test(path)),
        ...(await readdir(folder)).filter((name) => name.endsWith(".unfinished")),
      ];
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A process that a run started outside of containers. */
export interface OwnedProcess {
  readonly pid: number;
  readonly command: string;
  /** Its network namespace: "net:[4026532008]". */
  readonly network: string;
}

/** Processes that carry the mark of the run of process `owner`. */
export async function processesOf(owner: number): Promise<readonly OwnedProcess[]> {
  const pids = (await readdir("/proc")).filter((name) => /^[1-9][0-9]*$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const [environment, command, network] = await Promise.all([
        readFile(`/proc/${pid}/environ`, "utf8").catch(() => ""),
        readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""),
        readlink(`/proc/${pid}/ns/net`).catch(() => ""),
      ]);
      const mark = new RegExp(`(^|\\0)${OWNER_VARIABLE}=[^/\\0]*/${owner}/`);
      return mark.test(environment)
        ? { pid: Number(pid), command: command.replaceAll("\0", " "), network }
        : null;
    }),
  );
  return found.filter((process) => process !== null);
}

/** What is left of the processes and network namespaces of a run, once they have had time to go. */
export async function survivors(before: readonly OwnedProcess[]): Promise<readonly string[]> {
  const pids = new Set(before.map(({ pid }) => pid));
  const networks = new Set(before.map(({ network }) => network));
  networks.delete(await readlink("/proc/self/ns/net"));
  return eventually(
    async () => {
      const names = (await readdir("/proc")).filter((name) => /^[1-9][0-9]*$/.test(name));
      const states = await Promise.all(
        names.map(async (name) => {
          const stat = await readFile(`/proc/${name}/stat`, "latin1").catch(() => "");
          if (stat === "" || stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z")) return null;
          if (pids.has(Number(name))) return `process ${stat.split(" ").slice(0, 2).join(" ")}`;
          const network = await readlink(`/proc/${name}/ns/net`).catch(() => "");
          return networks.has(network) ? `${network} held by ${name}` : null;
        }),
      );
      return states.filter((state) => state !== null);
    },
    (left) => left.length === 0,
  );
}
