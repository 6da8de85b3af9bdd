/** What the model takes for an image. */
import { createHash } from "node:crypto";
import type { FileSpec } from "../scenario/scenario.ts";
import type { ImageDefinition, ReadyImage } from "./image.ts";

/** What container engines and base images alike write; the names behind localhost differ and nobody looks them up. */
const USUAL_FILES: Readonly<Record<string, string>> = {
  "/etc/hosts": "127.0.0.1\tlocalhost\n::1\tlocalhost\n",
};
const ORDINARY_MODE = 0o644;
type OrdinaryFile = Extract<FileSpec, { readonly kind: "content" }>;

/** An image that is never obtained: it consists of `imaginedFiles`. */
export function imaginedImage(definition: ImageDefinition): ReadyImage {
  const files = imaginedFiles(definition);
  const hash = createHash("sha256");
  for (const [path, file] of Object.entries(files).sort()) {
    hash.update(`${path}\0`).update(file.bytes).update("\0");
  }
  return {
    id: definition.id,
    // No libc is in it, whatever the real image must contain.
    libc: null,
    digest: `sha256:${hash.digest("hex")}`,
    origin: "imagined: only the files that resolvers read",
    content: { kind: "imagined", files },
  };
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
  return { kind: "content", bytes: new TextEncoder().encode(text), mode: ORDINARY_MODE, owner: 0 };
}
