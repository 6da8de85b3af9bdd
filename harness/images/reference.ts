/** References of images as people write them: "nginx:alpine", "registry.example:5000/team/app@sha256:…". */
import type { ImageDefinition } from "./image.ts";

/** A reference taken apart, with its defaults filled in. */
export interface ImageReference {
  /** Host name or address, perhaps with a port; DOCKER_HUB where none is written. */
  readonly registry: string;
  readonly repository: string;
  /** "latest" where neither tag nor digest is written. */
  readonly tag: string | null;
  /** "sha256:…" */
  readonly digest: string | null;
}

/** The registry of references that name none. */
export const DOCKER_HUB = "docker.io";
/** Docker Hub's repositories without an owner lie here. */
const OFFICIAL = "library";
const MAX_NAME_CHARACTERS = 255;

// The grammar of github.com/distribution/reference, v0.6.0, regexp.go.
const LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const HOST = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]{1,5})?$`);
const COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const WHOLE = /^(?<name>[^@]+?)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/;

/** Takes a reference apart; null for text that is none. */
export function parseReference(text: string): ImageReference | null {
  const { name = "", tag = null, digest = null } = WHOLE.exec(text)?.groups ?? {};
  const { registry, repository } = splitName(name);
  if (name.length > MAX_NAME_CHARACTERS || !HOST.test(registry) || !REPOSITORY.test(repository)) return null;
  return { registry, repository, tag: tag ?? (digest === null ? "latest" : null), digest };
}

/** The reference in full: "docker.io/library/nginx:alpine". */
export function referenceText({ registry, repository, tag, digest }: ImageReference): string {
  return `${registry}/${repository}${tag === null ? "" : `:${tag}`}${digest === null ? "" : `@${digest}`}`;
}

/**
 * Whether text names an image of a registry, and no misspelled id: only with a tag, a digest or a path can it be told
 * from one.
 */
export function looksLikeReference(text: string): boolean {
  return /[:/@]/.test(text) && parseReference(text) !== null;
}

/** The first part is a host if it could not be an owner: with a dot, a port, or as the word localhost. */
function splitName(name: string): Pick<ImageReference, "registry" | "repository"> {
  const slash = name.indexOf("/");
  const first = name.slice(0, Math.max(slash, 0));
  const isHost = /[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase();
  const host = isHost ? first.toLowerCase() : DOCKER_HUB;
  const registry = host === "index.docker.io" ? DOCKER_HUB : host;
  const path = isHost ? name.slice(slash + 1) : name;
  const repository = registry === DOCKER_HUB && !path.includes("/") ? `${OFFICIAL}/${path}` : path;
  return { registry, repository };
}

/** What is known of an image that is nothing but a reference to a registry: not even its libc. */
export function imageOfReference(reference: string): ImageDefinition {
  return {
    id: reference,
    title: `Image ${reference}`,
    libc: null,
    sources: [{ kind: "registry", reference }],
    default: false,
    unverified: false,
  };
}
