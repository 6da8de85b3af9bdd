/** `resolver-matrix capture`: a scenario of the place where names are looked up. */
import { Command, Option } from "commander";
import type { CaptureValues } from "../capture/write-capture.ts";
import { EXIT } from "../exit-codes.ts";
import { addSettingOptions, type SettingOptionValues } from "../setting-options.ts";

const ABOUT = `
Every release of musl, glibc and Go looks the names up in the simulated world, over the files of the place;
whatever they ask is put to its real nameservers once, and written down: reply, delay, silence or refusal,
over UDP and TCP, with EDNS and without. Out comes a scenario that needs neither the place nor its servers.
Of the environment only LOCALDOMAIN, RES_OPTIONS, HOSTALIASES and GODEBUG are taken.

Exit codes: 0 it is captured, 2 usage, 3 the place cannot be reached.

Packets tell what servers replied, after how long, and what stayed silent; files are given beside them, or resolv.conf is
guessed from them, and said to be.

From a pod, a container or a machine far away a script brings a bundle. It is plain sh, runs in busybox, dash and bash,
writes no file, and asks the nameservers with nc or bash where they are.

Examples:
  resolver-matrix capture here db.example -o db.yaml
  resolver-matrix capture container web-1 db.example -o db.yaml
  resolver-matrix capture --script > collect.sh
  kubectl exec -i POD -- sh -s db.prod.svc < collect.sh > pod.bundle
  resolver-matrix capture bundle pod.bundle db.prod.svc -o db.yaml
  resolver-matrix capture pcap dns.pcap db.prod.svc --resolv-conf ./resolv.conf -o db.yaml
  resolver-matrix fix db.yaml
`;

export function captureCommand(exit: (code: number) => void): Command {
  const command = new Command("capture")
    .description(
      "Writes a scenario of the place where a name is looked up: its files and its servers' replies.",
    )
    .option("--script", "print the script that makes a bundle")
    .addHelpText("after", ABOUT)
    .action(async ({ script = false }: { readonly script?: boolean }) => {
      const { printScript } = await import("../capture/script.ts");
      if (!script) command.help({ error: true });
      await printScript();
      exit(EXIT.asExpected);
    });
  withOptions(command.command("here").description("This machine."))
    .argument("<name...>", "names to look up, passed to the resolvers as they are")
    .action(async (names: readonly string[], values: CaptureValues) => {
      const { reachHere, writeCapture } = await import("../capture/write-capture.ts");
      exit(await writeCapture(reachHere, names, values));
    });
  withOptions(command.command("container").description("A running container, through the engine's API."))
    .argument("<id>", "id or name of the container")
    .argument("<name...>", "names to look up")
    .action(async (id: string, names: readonly string[], values: CaptureValues) => {
      const { reachContainer } = await import("../capture/reach-container.ts");
      const { writeCapture } = await import("../capture/write-capture.ts");
      exit(await writeCapture((signal) => reachContainer(id, names, signal), names, values));
    });
  withOptions(command.command("bundle").description("What the script of --script said in a place."))
    .argument("<file>", "the bundle; - is standard input")
    .argument("<name...>", "names to look up")
    .action(async (file: string, names: readonly string[], values: CaptureValues) => {
      const { reachBundle } = await import("../capture/reach-bundle.ts");
      const { writeCapture } = await import("../capture/write-capture.ts");
      exit(await writeCapture(() => reachBundle(file), names, values));
    });
  addSettingOptions(
    withOptions(command.command("pcap").description("Packets that tcpdump or Wireshark wrote.")),
  )
    .argument("<file>", "pcap or pcapng; - is standard input")
    .argument("<name...>", "names to look up")
    .action(async (file: string, names: readonly string[], values: CaptureValues & SettingOptionValues) => {
      const { reachPackets } = await import("../capture/reach-packets.ts");
      const { writeCapture } = await import("../capture/write-capture.ts");
      exit(await writeCapture(() => reachPackets(file, names, values), names, values));
    });
  return command;
}

function withOptions(command: Command): Command {
  return command
    .option("-o, --output <file>", "write it there (default: standard output)")
    .addOption(
      new Option("--family <family>", "both families, or only one")
        .choices(["ip", "ip4", "ip6"])
        .default("ip"),
    );
}
