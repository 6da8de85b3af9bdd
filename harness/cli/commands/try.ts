/** `resolver-matrix try NAME`: one lookup, without a scenario. */
import { Command, Option } from "commander";
import type { Family } from "../../world/world.ts";
import { addRunOptions, collect, type RunOptionValues } from "../run-options.ts";
import { addSettingOptions, type SettingOptionValues } from "../setting-options.ts";

const ABOUT = `
The name is looked up in each image with these files in /etc. What is not given is the image's own,
but for resolv.conf: that is this machine's, as a container engine would hand it on.

No query leaves the lab: every address behind "nameserver" in the resolv.conf is a server of the lab.
With --zone they hold the names of that file (RFC 1035 master-file text). Without, the name exists there
as it was given, with 192.0.2.1 and 2001:db8::1, and no other name does: so a lookup that does not come
back with these was stopped by the files, not by DNS.

Examples:
  resolver-matrix try db.example --resolv-conf ./resolv.conf
  resolver-matrix try web --resolv-conf ./resolv.conf --zone ./names.zone --image alpine-3.8 --go 1.11,1.24
  resolver-matrix try app --hosts ./hosts --nsswitch ./nsswitch.conf --family ip4
  kubectl exec POD -- cat /etc/resolv.conf | resolver-matrix try db.prod --resolv-conf - --env RES_OPTIONS=ndots:2
`;

interface Values extends RunOptionValues, SettingOptionValues {
  readonly image?: readonly string[];
  readonly zone?: string;
  readonly host?: readonly string[];
  readonly family: Family;
  readonly exitCode?: boolean;
}

export function tryCommand(exit: (code: number) => void): Command {
  const command = new Command("try")
    .description("Looks one name up in each image, with its libc and with Go, without a scenario file.")
    .argument("<name>", "name to look up, passed to the resolvers as it is")
    .option(
      "--image <id>",
      "image of the catalogue or OCI reference; may be repeated (default: the default set)",
      collect,
    )
    .option("--zone <file>", "names that the nameservers hold")
    .option("--host <id>", "host profile; may be repeated (default: default)", collect)
    .addOption(
      new Option("--family <family>", "both families, or only one")
        .choices(["ip", "ip4", "ip6"])
        .default("ip"),
    );
  return addRunOptions(addSettingOptions(command))
    .option("--exit-code", "end with 1 where resolvers come to different results")
    .addHelpText("after", ABOUT)
    .action(async (name: string, values: Values) => {
      const { tryScenario } = await import("../../settings/given.ts");
      const { executeRun } = await import("../execute-run.ts");
      const { image = null, resolvConf = null, hosts = null, nsswitch = null, hostConf = null } = values;
      const { zone = null, host = ["default"], hostname = null, env = {}, family } = values;
      const given = { resolvConf, hosts, nsswitch, hostConf, zone, hostname, env };
      const scenario = await tryScenario({ name, family }, host, given);
      exit(
        await executeRun([scenario], {
          ...values,
          images: image,
          shard: null,
          realHosts: [],
          repeat: 0,
          baseline: null,
          update: false,
          failOnDifference: values.exitCode ?? false,
        }),
      );
    });
}
