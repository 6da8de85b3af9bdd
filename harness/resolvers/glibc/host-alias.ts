/** Names of one's own in the file that HOSTALIASES names (resolv/res_context_hostalias.c). */
import { byteString } from "../../wire/bytes.ts";
import type { ResolverState } from "./state.ts";

/** BUFSIZ, and room for a name. */
const LINE_BYTES = 8191;
const NAME_BYTES = 1024;

/** What a name without dots stands for; null for none. The first line that is not whole ends the file. */
export async function hostAlias({ world }: ResolverState, name: string): Promise<string | null> {
  const path = world.env.HOSTALIASES;
  if (path === undefined) return null;
  const file = await world.files.read(path);
  if (file.kind === "error" || file.directory) return null;
  for (const line of byteString(file.bytes).match(
    new RegExp(`[^\\n]{0,${LINE_BYTES - 1}}\\n|[^\\n]{1,${LINE_BYTES}}`, "g"),
  ) ?? []) {
    const [, alias = "", rest] = /^([^ \t\n\v\f\r]*)[ \t\n\v\f\r]([\s\S]*)$/.exec(line) ?? [];
    if (rest === undefined) return null;
    if (alias.replace(/\.$/, "").toLowerCase() !== name.toLowerCase()) continue;
    const target = /[^ \t\n\v\f\r]+/.exec(rest)?.[0];
    return target === undefined ? null : target.slice(0, NAME_BYTES);
  }
  return null;
}
