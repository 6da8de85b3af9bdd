/** Names and passwords for registries, where "docker login" has left them. */
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { DOCKER_HUB } from "../reference.ts";

export type Credentials =
  | { readonly kind: "none" }
  /** Value of an Authorization header. */
  | { readonly kind: "basic"; readonly header: string }
  /** Something is there that cannot be used; `reason` is for people. */
  | { readonly kind: "unusable"; readonly reason: string };

/** Docker Hub's key in the file, for historical reasons. */
const DOCKER_HUB_KEY = "https://index.docker.io/v1/";

const file = z.object({
  auths: z
    .record(z.string(), z.object({ auth: z.string().optional(), identitytoken: z.string().optional() }))
    .optional(),
  credsStore: z.string().optional(),
  credHelpers: z.record(z.string(), z.string()).optional(),
});

/** Reads config.json in DOCKER_CONFIG, else in ~/.docker. Never rejects. */
export async function readCredentials(registry: string, env: NodeJS.ProcessEnv): Promise<Credentials> {
  const path = join(env.DOCKER_CONFIG || join(homedir(), ".docker"), "config.json");
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return { kind: "none" };
  const parsed = file.safeParse(jsonOf(text));
  if (!parsed.success) return { kind: "unusable", reason: `${path} is not understood` };
  const { auths = {}, credsStore, credHelpers = {} } = parsed.data;
  const keys =
    registry === DOCKER_HUB ? [DOCKER_HUB_KEY] : [registry, `https://${registry}`, `http://${registry}`];
  const key = keys.find((candidate) => Object.hasOwn(auths, candidate));
  const { auth, identitytoken } = (key === undefined ? undefined : auths[key]) ?? {};
  const [user = "", ...password] = Buffer.from(auth ?? "", "base64")
    .toString()
    .split(":");
  if (user !== "" && password.length > 0) {
    return {
      kind: "basic",
      header: `Basic ${Buffer.from(`${user}:${password.join(":")}`).toString("base64")}`,
    };
  }
  if (identitytoken !== undefined) {
    return { kind: "unusable", reason: `${path} has an identity token for it, which is not supported` };
  }
  const hasHelper =
    credsStore !== undefined || keys.some((candidate) => Object.hasOwn(credHelpers, candidate));
  if (!hasHelper) return { kind: "none" };
  return { kind: "unusable", reason: `${path} leaves passwords to a helper, which is not supported` };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
