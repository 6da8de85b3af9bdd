/** What the model takes for an image. */
import type { FileSpec } from "../scenario/scenario.ts";
import { concatBytes, hexOf } from "../wire/bytes.ts";
import type { ImageDefinition, ReadyImage } from "./image.ts";

/** What container engines and base images alike write; the names behind localhost differ and nobody looks them up. */
const USUAL_FILES: Readonly<Record<string, string>> = {
  "/etc/hosts": "127.0.0.1\tlocalhost\n::1\tlocalhost\n",
};
const encoder = new TextEncoder();
const ORDINARY_MODE = 0o644;
type OrdinaryFile = Extract<FileSpec, { readonly kind: "content" }>;

/** An image that is never obtained: it consists of `imaginedFiles`. */
export async function imaginedImage(definition: ImageDefinition): Promise<ReadyImage> {
  const files = imaginedFiles(definition);
  return {
    id: definition.id,
    // No libc is in it, whatever the real image must contain.
    libc: null,
    digest: await digestOf(files),
    origin: "imagined: only the files that resolvers read",
    content: { kind: "imagined", files },
  };
}

async function digestOf(files: Readonly<Record<string, OrdinaryFile>>): Promise<string> {
  const parts = Object.entries(files)
    .sort()
    .flatMap(([path, { bytes }]) => [encoder.encode(`${path}\0`), bytes, encoder.encode("\0")]);
  const hash = await crypto.subtle.digest("SHA-256", concatBytes(parts));
  return `sha256:${hexOf(new Uint8Array(hash))}`;
}

/**
 * What a resolver finds in a container of an image that nobody looked into: the files of the definition (`etc`, and
 * those below /etc that belong to its Debian packages) and /etc/hosts with localhost; above all no nsswitch.conf
 * unless the definition has one.
 */
export function imaginedFiles({
  sources,
  etc = {},
}: Pick<ImageDefinition, "sources" | "etc">): Readonly<Record<string, OrdinaryFile>> {
  const ofPackages = sources.flatMap((source) =>
    source.kind === "debian" ? Object.entries(source.files).filter(([path]) => path.startsWith("/etc/")) : [],
  );
  const texts = { ...USUAL_FILES, ...Object.fromEntries(ofPackages), ...etc };
  return Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, ordinaryFile(text)]));
}

function ordinaryFile(text: string): OrdinaryFile {
  return { kind: "content", bytes: encoder.encode(text), mode: ORDINARY_MODE, owner: 0 };
}
