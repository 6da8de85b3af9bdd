/** A host profile: what the machine under the container changes. */
import { z } from "zod";
import { errnoNumber } from "../../world/errno.ts";
import { mapping } from "../../yaml/allowed.ts";
import { files } from "./files.ts";
import { line, refs, textLike, textThat, userId, withoutNul } from "./leaves.ts";

const answer = z.union([
  textThat("the name of an errno such as EPERM", (text) => errnoNumber(text) !== null),
  z.literal(0, { error: "0 for a call that does nothing and succeeds" }),
]);

export const hostProfile = mapping({
  title: line(200).meta({ description: "What this host does, in one sentence." }),
  imitates: z.string().min(1).meta({ description: "What it stands for, and whether that is proved." }),
  refs: refs.exactOptional(),
  syscalls: z
    .record(textLike("the name of a system call", /^[a-z][a-z0-9_]{0,40}$/), answer)
    .exactOptional()
    .meta({
      description: "System calls that do not run: the errno they fail with, or 0 for success without effect.",
    }),
  sysctls: z
    .record(
      textLike(
        "a sysctl of the network namespace such as net.ipv6.conf.all.disable_ipv6",
        /^net\.[\w.-]{1,100}$/,
      ),
      withoutNul("the value as text", 200),
    )
    .exactOptional()
    .meta({ description: "Kernel settings of the container's network namespace." }),
  user: userId.exactOptional().meta({ description: "User id that looks up, where the scenario names none." }),
  files: files.exactOptional().meta({ description: "How this host writes files; the scenario's own win." }),
}).meta({ title: "resolver-matrix host profile, version 1" });
