/** Runs a vector's calls through the emulation. */
import {
  type CallOptions,
  createGoProcess,
  type GoAnswer,
  type GoBuild,
  type GoProcess,
  type GoResult,
  type Libc,
  normalisePorts,
} from "../../../harness/resolvers/go/index.ts";
import type { World } from "../../../harness/world/world.ts";
import { type VectorSetup, vectorMachine } from "./vector-machine.ts";
import type { VectorCall } from "./vector-types.ts";

export interface VectorRun {
  /** For each call what it returned, first, and what else it could have returned. */
  readonly calls: readonly (readonly VectorCall[])[];
  readonly queries: Readonly<Record<string, readonly string[]>>;
  readonly stderr: readonly string[];
  readonly orders: readonly (string | null)[];
}

/** `libc`: makes the libc of a build with cgo, over the same machine. */
export async function runVector(
  setup: VectorSetup,
  args: readonly string[],
  build: GoBuild,
  libc: (world: World) => Libc | null = () => null,
): Promise<VectorRun> {
  const { world: simulated, queries, files: initial } = vectorMachine(setup);
  const files = new Map(Object.entries(initial));
  const calls: (readonly VectorCall[])[] = [];
  const orders: (string | null)[] = [];
  let stderr: readonly string[] = [];
  await simulated.run(async (world) => {
    const chosen = libc(world);
    const process = createGoProcess(build, world, chosen === null ? {} : { libc: chosen });
    stderr = process.stderr;
    const options = optionsOf(args, world);
    for (const arg of args) {
      const [, verb = "", value = ""] = /^(-?[a-z0-9]+)(?:=(.*))?$/s.exec(arg) ?? [];
      if (verb === "-mv") {
        const [from = "", to = ""] = value.split(":");
        const moved = files.get(from);
        if (moved === undefined) throw new RangeError(`no file ${from}`);
        files.set(to, moved);
        files.delete(from);
        simulated.at(world.clock.nowMs(), { [to]: moved, [from]: { kind: "absent" } });
        await world.clock.sleep(0);
      } else if (verb === "-rm") {
        files.delete(value);
        simulated.at(world.clock.nowMs(), { [value]: { kind: "absent" } });
        await world.clock.sleep(0);
      } else if (verb === "-sleep") {
        await world.clock.sleep(milliseconds(value));
      } else if (!verb.startsWith("-")) {
        const name = value.startsWith('"') ? String(JSON.parse(value)) : value;
        const { fn, result } = await call(process, verb, name, options);
        orders.push(result.order);
        calls.push([result.answer, ...result.alternatives].map((answer) => describe(fn, name, answer)));
      }
    }
  });
  return { calls, queries, stderr, orders };
}

function optionsOf(args: readonly string[], world: World): CallOptions {
  const deadline = args.find((arg) => arg.startsWith("-ctx="))?.slice("-ctx=".length);
  return {
    preferGo: args.includes("-prefergo"),
    strictErrors: args.includes("-strict"),
    ...(deadline === undefined ? {} : { deadlineMs: world.clock.nowMs() + milliseconds(deadline) }),
  };
}

function milliseconds(duration: string): number {
  const match = /^([0-9]+(?:\.[0-9]+)?)(ms|s)$/.exec(duration);
  if (match === null) throw new RangeError(`not a duration: ${duration}`);
  return Number(match[1]) * (match[2] === "s" ? 1000 : 1);
}

async function call(
  process: GoProcess,
  verb: string,
  name: string,
  options: CallOptions,
): Promise<{ readonly fn: string; readonly result: GoResult }> {
  switch (verb) {
    case "host":
      return { fn: "Resolver.LookupHost", result: await process.lookupHost(name, options) };
    case "ipaddr":
      return { fn: "Resolver.LookupIPAddr", result: await process.lookupIPAddr(name, options) };
    case "ip":
    case "ip4":
    case "ip6":
      return { fn: `Resolver.LookupIP("${verb}")`, result: await process.lookupIP(verb, name, options) };
    case "cname":
      return { fn: "Resolver.LookupCNAME", result: await process.lookupCNAME(name, options) };
    case "tcp":
    case "tcp4":
    case "tcp6":
      return { fn: `Dialer.Dial("${verb}")`, result: await process.dial(verb, name, options) };
    case "resolvetcp":
      return { fn: 'net.ResolveTCPAddr("tcp")', result: await process.resolveTCPAddr("tcp", name) };
    default:
      throw new RangeError(`unknown call ${verb}`);
  }
}

function describe(fn: string, name: string, answer: GoAnswer): VectorCall {
  if (answer.kind === "answer") return { fn, name, ok: true, addrs: answer.addresses };
  if (answer.kind === "never") throw new Error(`the lookup never returns: ${answer.because}`);
  const { text, goType, isTimeout, isTemporary, isNotFound, server } = answer.error;
  return {
    fn,
    name,
    ok: false,
    error: normalisePorts(text),
    errorType: goType,
    isTimeout,
    isTemporary,
    isNotFound,
    ...(server === "" ? {} : { server }),
  };
}
