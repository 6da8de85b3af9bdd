/** One case of the comparison with real libcs: a machine, its servers, and one lookup. */
import type { DnsServer } from "../../../harness/fixture/dns-server.ts";
import type { FileSpec, HostProfile } from "../../../harness/scenario/scenario.ts";
import type { Lookup } from "../../../harness/world/world.ts";

export interface FuzzCase {
  /** Everything below /etc that a libc's resolver reads, so that no image brings files of its own. */
  readonly files: Readonly<Record<string, FileSpec>>;
  readonly env: Readonly<Record<string, string>>;
  readonly hostname: string;
  readonly user: number;
  readonly host: HostProfile;
  readonly dns: readonly DnsServer[];
  readonly lookup: Lookup;
}

/** Everything that is needed to make a named case of it. */
export function tellCase({ files, host, ...rest }: FuzzCase): string {
  const texts = Object.fromEntries(Object.entries(files).map(([path, file]) => [path, tellFile(file)]));
  return JSON.stringify({ host: host.id, files: texts, ...rest }, bytesAsHex);
}

function tellFile(file: FileSpec): unknown {
  if (file.kind !== "content") return file;
  const text = new TextDecoder("utf-8").decode(file.bytes);
  return file.mode === 0o644 ? text : { text, mode: file.mode.toString(8) };
}

function bytesAsHex(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { hex: Buffer.from(value).toString("hex") } : value;
}
