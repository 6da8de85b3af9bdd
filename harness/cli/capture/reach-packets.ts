/** A place of which packets tell, with the files that are given beside them. */
import { answersFrom } from "../../capture/answers.ts";
import { guessConf } from "../../capture/guessed-conf.ts";
import { questionKey } from "../../capture/heard.ts";
import { overhear } from "../../capture/overheard.ts";
import { PacketFileError, readPackets } from "../../capture/packet-file.ts";
import { readInputFile, UnreadableInput } from "../../disk/input-file.ts";
import { Failure } from "../../errors.ts";
import { nameScenario, RESOLV_CONF, withGiven } from "../../settings/given.ts";
import { printable } from "../../yaml/shown.ts";
import type { SettingOptionValues } from "../setting-options.ts";
import type { Reached } from "./write-capture.ts";

/** Captures of a minute or two; more is for another tool to cut down first. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Rejects with Failure "usage" for what cannot be read, is no file of packets, or has no DNS in it. */
export async function reachPackets(
  file: string,
  names: readonly string[],
  options: SettingOptionValues,
): Promise<Reached> {
  const { heard, strange } = overhear(await packetsOf(file));
  if (heard.length === 0)
    throw new Failure("usage", `no question over UDP or TCP port 53 is in ${printable(file)}`, {
      advice:
        strange === 0
          ? "record all of it: tcpdump -i any -w FILE port 53 or icmp or icmp6"
          : "it is of a link that is not understood: record with tcpdump -i any",
    });
  const { text, because } = guessConf(heard, names);
  const guessed = new TextEncoder().encode(text);
  const [name = ""] = names;
  const conf = { kind: "content", bytes: guessed, mode: 0o644, owner: 0 } as const;
  const { resolvConf = null, hosts = null, nsswitch = null, hostConf = null, env = {} } = options;
  const place = await withGiven(nameScenario({ name, family: "ip" }, { [RESOLV_CONF]: conf }, {}, null), {
    ...{ resolvConf, hosts, nsswitch, hostConf, env, zone: null, hostname: options.hostname ?? null },
  });
  return {
    ...answersFrom(new Map(heard.map(({ asked, answered }) => [questionKey(asked), answered]))),
    place: {
      ...{ where: `the packets of ${printable(file)}`, files: place.files, env: place.env, user: 0 },
      ...{ hostname: place.hostname ?? "lab", images: null, libcs: [] },
      lacks: resolvConf === null ? [because] : [],
    },
  };
}

async function packetsOf(file: string) {
  try {
    return readPackets((await readInputFile(file, MOST_BYTES)).bytes);
  } catch (cause) {
    if (cause instanceof UnreadableInput)
      throw new Failure("usage", `cannot read ${printable(file)}`, { cause });
    if (!(cause instanceof PacketFileError)) throw cause;
    throw new Failure("usage", `${printable(file)}: ${cause.message}`);
  }
}
