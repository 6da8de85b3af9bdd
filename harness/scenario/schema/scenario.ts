/** A scenario file, version 1, as it is written. */
import { z } from "zod";
import { mapping } from "../../yaml/allowed.ts";
import { dns } from "./dns.ts";
import { expectations } from "./expect.ts";
import { files } from "./files.ts";
import { go } from "./go.ts";
import { hostname, line, oneOrMany, refs, textLike, userId, withoutNul } from "./leaves.ts";

export const MAX_LOOKUPS = 100;

/** Longest name that a lookup may ask for: enough to go beyond every limit that a resolver has. */
const MAX_LOOKUP_NAME = 2000;

const lookupName = withoutNul(`a name without NUL, at most ${MAX_LOOKUP_NAME} characters`, MAX_LOOKUP_NAME);

export const lookup = z.union([
  lookupName,
  mapping({
    name: lookupName.meta({ description: "Passed to the resolver byte for byte." }),
    family: z.enum(["ip", "ip4", "ip6"]).exactOptional().meta({
      default: "ip",
      description: "Both families (ip), IPv4 only (ip4) or IPv6 only (ip6).",
    }),
  }),
]);

const profileId = textLike("the id of a host profile", /^[a-z0-9][a-z0-9._-]{0,63}$/);

const environment = z.record(
  textLike("the name of an environment variable", /^[A-Za-z_][A-Za-z0-9_]*$/),
  withoutNul("text without NUL", 32_768),
);

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
  host: oneOrMany(profileId, 32)
    .exactOptional()
    .meta({ default: "default", description: "Id of a host profile, or a list: each is run." }),
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
