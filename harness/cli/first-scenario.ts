/** The scenario that `resolver-matrix init` writes. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, relative, resolve, sep } from "node:path";
import { Failure } from "../errors.ts";
import type { DeclaredLibc } from "../images/image.ts";
import { shown } from "../yaml/shown.ts";
import { imageStates } from "./image-states.ts";

const SCHEMA = "node_modules/resolver-matrix/schema/scenario.json";

/** Named where nothing is at hand: small, and what the founding story is about. */
const USUAL = "alpine-3.8";

export interface FirstImage {
  readonly id: string;
  readonly family: DeclaredLibc["family"];
  readonly isAtHand: boolean;
}

/** The image that a first scenario names: of those at hand the usual one, else one of the default set, else any. */
export async function firstImage(): Promise<FirstImage> {
  const images = (await imageStates()).flatMap(({ image, availability }) =>
    image.libc === null
      ? []
      : [{ ...image, family: image.libc.family, isAtHand: availability.kind === "at-hand" }],
  );
  const atHand = images.filter(({ isAtHand }) => isAtHand);
  const chosen =
    atHand.find(({ id }) => id === USUAL) ??
    atHand.find((image) => image.default) ??
    atHand[0] ??
    images.find(({ id }) => id === USUAL);
  if (chosen === undefined) throw new Error(`the catalogue has no ${USUAL}`);
  return chosen;
}

/**
 * Creates the file and the folders above it.
 * @param command how this program is called here
 * Rejects with Failure "usage" where there is one already, or where it cannot be written.
 */
export async function writeFirstScenario(file: string, image: FirstImage, command: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, firstScenario(schemaFrom(file), image, command), { flag: "wx" });
  } catch (cause) {
    const exists = isThereAlready(cause);
    throw new Failure("usage", `cannot write ${shown(file)}${exists ? ": it exists already" : ""}`, {
      advice: `name another file: ${command} init FILE`,
      ...(exists ? {} : { cause }),
    });
  }
}

/** mkdir, too, says EEXIST: where a file stands in place of a folder. */
function isThereAlready(cause: unknown): boolean {
  if (!(cause instanceof Error && "code" in cause && "syscall" in cause)) return false;
  return cause.code === "EEXIST" && cause.syscall === "open";
}

/** The schema's path as seen from the file: editors look there. */
function schemaFrom(file: string): string {
  return relative(dirname(resolve(file)), resolve(SCHEMA))
    .split(sep)
    .join("/");
}

function firstScenario(schema: string, { id, family }: FirstImage, command: string): string {
  return `# yaml-language-server: $schema=${schema}
# One lookup, made by each resolver of each image. Change it, and run it with "${command} run FILE".
title: The first server is closed, so every resolver asks the second

# Where it runs: ids (see "${command} list images") or OCI references. Without this, the catalogue's usual set.
images: [${id}]
# Which releases of Go's resolver stand beside the image's libc.
go: ["1.11", "1.24"]

# Laid over the image's own files; null makes a file absent.
files:
  /etc/resolv.conf: |
    nameserver 10.0.0.1
    nameserver 10.0.0.2
  /etc/hosts: |
    127.0.0.1 localhost
  /etc/nsswitch.conf: |
    hosts: files dns

# The nameservers that there are, by address. Nothing else can be reached.
dns:
  10.0.0.1: { udp: closed, tcp: closed }
  10.0.0.2:
    # As in a master file (RFC 1035).
    zone: |
      db.example. 30 IN A 192.0.2.1

# What is looked up, each by itself. Other families: { name: db.example, family: ip4 }
lookups:
  - db.example

# What must come out; anything else makes the exit code 1. Keys are resolvers (musl, glibc, go, go@1.24), images, or
# both (${id}/${family}). Instead of addresses: error: EAI_AGAIN.
expect:
  cells:
    ${family}: { addresses: [192.0.2.1] }
    go: { addresses: [192.0.2.1], mode: "files,dns" }
`;
}
