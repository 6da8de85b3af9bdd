/** Small archives for tests, and what is in an archive. */
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { extract, type Header, pack } from "tar-stream";

export type TarEntry = Partial<Header> & { readonly name: string; readonly text?: string };

export async function tarOf(entries: readonly TarEntry[]): Promise<Buffer> {
  const packing = pack();
  for (const { text = "", ...header } of entries) packing.entry({ mtime: new Date(0), ...header }, text);
  packing.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of packing) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** One line for each entry, sorted: "file usr/x 644 text", "symlink lib -> usr/lib", "directory etc/ 755". */
export async function contentOf(path: string): Promise<readonly string[]> {
  const bytes = await readFile(path);
  const entries = extract();
  entries.write(bytes[0] === 0x1f ? gunzipSync(bytes) : bytes);
  entries.end(null);
  const lines: string[] = [];
  for await (const entry of entries) {
    const { type, name, mode, linkname } = entry.header;
    let text = "";
    for await (const chunk of entry) text += String(chunk);
    const rest = type === "symlink" || type === "link" ? `-> ${linkname}` : mode.toString(8);
    lines.push(`${type} ${name} ${rest}${text === "" ? "" : ` ${text}`}`);
  }
  return lines.sort();
}
