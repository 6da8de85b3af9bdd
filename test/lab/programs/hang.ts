/** A harness that looks up a name nobody answers, by the real clock: run with the engine's name, it says "hanging" and waits. */
import { alpine, cell, defaultHost, nameserver, OPEN, someGo } from "../support/labs.ts";

const [name] = process.argv.slice(-1);
if (name !== "docker" && name !== "local") throw new Error(`not an engine: ${name}`);
const [engine, image] = [await OPEN[name]("real"), await alpine()];
if (engine.value === null || image.value === null) throw new Error(`${engine.reason} ${image.reason}`);
const station = await engine.value.station(image.value, defaultHost);
const mute = [{ ...nameserver, udp: "silent" } as const];
const emulated = station.emulate(
  cell(mute),
  someGo,
  async (world) => {
    process.stdout.write("hanging\n");
    await world.clock.sleep(100_000);
    return { kind: "answer", addresses: [] };
  },
  new AbortController().signal,
);
const observed = station.observe(
  cell(mute),
  { name: "name.test", family: "ip" },
  new AbortController().signal,
);
await Promise.allSettled([emulated, observed]);
