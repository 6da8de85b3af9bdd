/** A scenario file, version 1, as it is written. */
import { z } from "zod";
import { HINT_FLAGS } from "../../world/world.ts";
import { mapping } from "../../yaml/allowed.ts";
import { dns } from "./dns.ts";
import { expectations } from "./expect.ts";
import { files } from "./files.ts";
import { go } from "./go.ts";
import {
  duration,
  hostname,
  interfaceAddress,
  line,
  oneOrMany,
  refs,
  textLike,
  userId,
  withoutNul,
} from "./leaves.ts";

export const MAX_LOOKUPS = 100;

const MAX_STEPS = 50;
const MAX_ADDRESSES = 16;
const ONLY_ADDRESSES =
  "no other record types: this tool compares how addresses are looked up (getaddrinfo and Go's LookupIPAddr); for MX, SRV or TXT use dig or drill";

/** Longest name that a lookup may ask for: enough to go beyond every limit that a resolver has. */
const MAX_LOOKUP_NAME = 2000;

const lookupName = withoutNul(`a name without NUL, at most ${MAX_LOOKUP_NAME} characters`, MAX_LOOKUP_NAME);

/** What every lookup can say, whether it is alone or a step of a process. */
const lookupShape = {
  name: lookupName.exactOptional().meta({ description: "Passed to the resolver byte for byte." }),
  family: z.enum(["ip", "ip4", "ip6"]).exactOptional().meta({
    default: "ip",
    description: "Both families (ip), IPv4 only (ip4) or IPv6 only (ip6).",
  }),
  deadline: duration.exactOptional().meta({
    description:
      "How long its caller waits: the deadline of Go's context, a caller of getaddrinfo that gives up.",
  }),
  flags: z.array(z.enum(HINT_FLAGS)).max(HINT_FLAGS.length).exactOptional().meta({
    description:
      "getaddrinfo's ai_flags instead of those that Go's cgo passes; libc cells only, [] for none.",
  }),
  type: z
    .never({ error: ONLY_ADDRESSES })
    .exactOptional()
    .meta({ description: "Not known: addresses are looked up, and nothing else." }),
};

const step = mapping({
  ...lookupShape,
  files: files.exactOptional().meta({ description: "Files that are changed while the process runs." }),
  wait: duration.exactOptional().meta({ description: "Time that passes." }),
});

const lookupMapping = mapping({
  ...lookupShape,
  steps: z.array(step).min(2).max(MAX_STEPS).exactOptional().meta({
    description:
      "What one process does, in order: lookups, changes of files, waits. The last step is a lookup.",
  }),
});

export const lookup = z.union([lookupName, lookupMapping]);

const PROFILE = "the id of a host profile, or ./FILE.yaml beside the scenario";
/** Beside the scenario: "./hosts/old-kernel.yaml". */
const profileFile = textLike(PROFILE, /^\.{1,2}\/[^\0\n]{1,1000}\.ya?ml$/);
const profileId = textLike(PROFILE, /^[a-z0-9][a-z0-9._-]{0,63}$/);

const environment = z.record(
  textLike("the name of an environment variable", /^[A-Za-z_][A-Za-z0-9_]*$/),
  withoutNul("text without NUL", 32_768),
);

const network = mapping({
  addresses: z
    .array(interfaceAddress)
    .max(MAX_ADDRESSES)
    .exactOptional()
    .meta({ description: "Addresses with prefix lengths, on an interface of the machine." }),
  routes: z
    .array(z.enum(["ip4", "ip6"]))
    .max(2)
    .exactOptional()
    .meta({
      description: "Families with a default route. It leads nowhere: what takes it is never heard of again.",
    }),
}).meta({ description: "What the machine has besides loopback; default: nothing." });

/** Keys in the order in which a file tells its story. */
export const scenario = mapping({
  title: line(200).meta({ description: "The difference in one sentence." }),
  about: z
    .string()
    .exactOptional()
    .meta({ description: "Prose: symptoms, causes, what is proved and what is not." }),
  refs: refs.exactOptional(),
  images: z
    .array(textLike("the id of an image or an OCI reference", /^[A-Za-z0-9][A-Za-z0-9._/:@-]{0,254}$/))
    .min(1)
    .max(64)
    .exactOptional()
    .meta({ description: "Ids of images/ or OCI references. Default: the catalogue's default set." }),
  go: go.exactOptional(),
  host: oneOrMany(z.union([profileId, profileFile]), 32)
    .exactOptional()
    .meta({
      default: "default",
      description:
        "Id of a host profile, the path of one beside the scenario (./FILE.yaml), or a list: each is run.",
    }),
  network: network.exactOptional(),
  files: files.exactOptional(),
  env: environment.exactOptional().meta({ description: "Environment of the program that looks up." }),
  hostname: hostname.exactOptional().meta({ description: "Host name of the machine; default lab." }),
  user: userId.exactOptional().meta({ description: "User id that looks up; default 0." }),
  dns: dns.exactOptional(),
  lookups: z.array(lookup).min(1).max(MAX_LOOKUPS).meta({ description: "Names to look up." }),
  expect: expectations.exactOptional(),
  known: line(1000).exactOptional().meta({
    description: "A known difference, in words. It must still differ, or the run says that this key can go.",
  }),
  control: z.boolean().exactOptional().meta({
    default: false,
    description: "true: a control, which shows that resolvers agree.",
  }),
}).meta({ title: "resolver-matrix scenario, version 1" });

export type ScenarioText = z.output<typeof scenario>;
export type LookupText = z.output<typeof lookup>;
export type StepText = z.output<typeof step>;
