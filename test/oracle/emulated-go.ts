/** Runs a case through the emulation, in virtual time. */
import {
  type CallOptions,
  createGoProcess,
  type GoAnswer,
  type GoBuild,
  type GoProcess,
  type GoResult,
  type Libc,
  normalisePorts,
  type StartOrder,
} from "../../harness/resolvers/go/index.ts";
import { createSimulatedWorld } from "../../harness/world/simulated.ts";
import type { World } from "../../harness/world/world.ts";
import { type OracleAnswer, type OracleCase, type OracleRun, recordingFixture } from "./oracle-case.ts";

export interface EmulatedRun extends OracleRun {
  /** For each call what else it could have returned. */
  readonly alternatives: readonly (readonly OracleAnswer[])[];
  /** The process chose cgo: the rest of the run is libc's affair. */
  readonly choseCgo: boolean;
  /** Another start order of the goroutines is as possible, and asks other servers first. */
  readonly startOrderMattered: boolean;
}

/** What the emulation makes of a case. With a build that chooses cgo the calls fail with EAI_FAIL. */
export async function emulate(
  build: GoBuild,
  oracleCase: OracleCase,
  startOrder: StartOrder = "last first",
): Promise<EmulatedRun> {
  const { fixture, queries } = recordingFixture(oracleCase.dns);
  const { files, env, hostname, user, args } = oracleCase;
  const simulated = createSimulatedWorld({ files, env, hostname, user, fixture, seed: 1 });
  let choseCgo = false;
  const { result } = await simulated.run(async (world) => {
    const libc: Libc = async () => {
      choseCgo = true;
      return { outcome: { kind: "error", class: "permanent", code: "EAI_FAIL", text: "libc" } };
    };
    const process = createGoProcess(build, world, { libc, startOrder });
    const results = await callAll(process, args, world);
    return { results, process };
  });
  return {
    calls: result.results.map(({ answer }) => describe(answer)),
    alternatives: result.results.map(({ alternatives }) => alternatives.map(describe)),
    queries,
    stderr: result.process.stderr,
    choseCgo: choseCgo || result.results.some(({ order }) => order === "cgo"),
    startOrderMattered: result.process.startOrderMattered,
  };
}

async function callAll(
  process: GoProcess,
  args: readonly string[],
  world: World,
): Promise<readonly GoResult[]> {
  const results: GoResult[] = [];
  const options: { preferGo?: boolean; strictErrors?: boolean; deadlineMs?: number } = {};
  for (const arg of args) {
    const equals = arg.indexOf("=");
    const [call, value] = equals === -1 ? [arg, ""] : [arg.slice(0, equals), arg.slice(equals + 1)];
    if (call === "-prefergo") options.preferGo = true;
    else if (call === "-strict") options.strictErrors = true;
    else if (call === "-ctx") options.deadlineMs = world.clock.nowMs() + Number.parseInt(value, 10);
    else results.push(await callOne(process, call, value, options));
  }
  return results;
}

function callOne(process: GoProcess, call: string, value: string, options: CallOptions): Promise<GoResult> {
  switch (call) {
    case "host":
      return process.lookupHost(value, options);
    case "ipaddr":
      return process.lookupIPAddr(value, options);
    case "ip":
    case "ip4":
    case "ip6":
      return process.lookupIP(call, value, options);
    case "cname":
      return process.lookupCNAME(value, options);
    case "tcp":
    case "tcp4":
    case "tcp6":
      return process.dial(call, value, options);
    case "resolvetcp":
      return process.resolveTCPAddr("tcp", value);
    default:
      throw new RangeError(`unknown call ${call}`);
  }
}

function describe(answer: GoAnswer): OracleAnswer {
  if (answer.kind === "answer") return answer;
  if (answer.kind === "never") throw new Error(`the lookup never returns: ${answer.because}`);
  const { text, goType, isTimeout, isTemporary, isNotFound, server } = answer.error;
  return { kind: "error", text: normalisePorts(text), goType, isTimeout, isTemporary, isNotFound, server };
}
