/** Runs the oracle in labs of this machine: real Go, in a network and a root of its own for each case. */
import { randomBytes } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { arch, tmpdir } from "node:os";
import { join } from "node:path";
import { runCell } from "../../harness/lab/cell.ts";
import { LabLink } from "../../harness/lab/link.ts";
import { startLabd } from "../../harness/lab/local/process.ts";
import { kernelArch, nativePrograms } from "../../harness/lab/native.ts";
import { LabNetwork } from "../../harness/lab/network.ts";
import { normalisePorts } from "../../harness/resolvers/go/index.ts";
import { type OracleAnswer, type OracleCase, type OracleRun, recordingFixture } from "./oracle-case.ts";
import { buildOracle, type OracleBuild } from "./toolchains.ts";

/** Longer than any case of ours takes. */
const CASE_LIMIT_MS = 60_000;

interface OracleLine {
  readonly addresses: readonly string[] | null;
  readonly error: Extract<OracleAnswer, { readonly kind: "error" }> | null;
}

export class RealGo {
  readonly #link: LabLink;
  readonly #end: () => Promise<unknown>;
  /** A root file system with nothing in it but the oracles. */
  readonly #root: string;
  readonly #installed = new Map<string, Promise<string>>();

  /** Starts labd. Rejects with Unavailable where this machine cannot make labs. */
  static async open(): Promise<RealGo> {
    const labd = startLabd(nativePrograms(kernelArch(arch())), process.getuid?.() === 0);
    const link = new LabLink(labd);
    await link.ready();
    return new RealGo(link, () => labd.ended);
  }

  private constructor(link: LabLink, end: () => Promise<unknown>) {
    this.#link = link;
    this.#end = end;
    this.#root = mkdtempSync(join(tmpdir(), "resolver-matrix-root-"));
    chmodSync(this.#root, 0o755);
    for (const folder of ["etc", "proc", "dev", "tmp"]) mkdirSync(join(this.#root, folder));
  }

  async run(
    build: OracleBuild,
    { title, files, env, hostname, user, dns, args }: OracleCase,
  ): Promise<OracleRun> {
    const program = await this.#install(build);
    const { fixture, queries } = recordingFixture(dns);
    const life = AbortSignal.any([AbortSignal.timeout(CASE_LIMIT_MS), this.#link.signal]);
    const network = await LabNetwork.open(
      this.#link,
      { fixture, sysctls: {}, clock: "real", order: [] },
      life,
    );
    try {
      const base = {
        pid: network.pid,
        root: this.#root,
        hostname,
        user,
        env,
        files,
        syscalls: [],
      };
      const { stdout, stderr, exit } = await runCell(
        this.#link,
        base,
        [program, ...args],
        new Uint8Array(),
        life,
      );
      if (exit.kind !== "exited" || exit.status !== 0) {
        const { cgo, toolchain } = build;
        const what = `Go ${toolchain.version} (cgo ${cgo}) in "${title}"`;
        throw new Error(`${what} ended with ${JSON.stringify(exit)}: ${stderr}`);
      }
      await network.close();
      return { calls: lines(stdout).map(answerOf), queries, stderr: lines(stderr) };
    } finally {
      network.abandon();
    }
  }

  /** Ends labd and removes the root. */
  async close(): Promise<void> {
    this.#link.close();
    await this.#end();
    rmSync(this.#root, { recursive: true, force: true });
  }

  #install(build: OracleBuild): Promise<string> {
    const key = JSON.stringify(build);
    const known = this.#installed.get(key);
    if (known !== undefined) return known;
    const installing = buildOracle(build).then((binary) => {
      const name = `/oracle-${randomBytes(6).toString("hex")}`;
      copyFileSync(binary, join(this.#root, name));
      return name;
    });
    this.#installed.set(key, installing);
    return installing;
  }
}

function lines(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}

function answerOf(line: string): OracleAnswer {
  const { addresses, error }: OracleLine = JSON.parse(line);
  if (error === null) return { kind: "answer", addresses: addresses ?? [] };
  const { goType, isTimeout, isTemporary, isNotFound, server } = error;
  return {
    kind: "error",
    text: normalisePorts(error.text),
    goType,
    isTimeout,
    isTemporary,
    isNotFound,
    server,
  };
}
