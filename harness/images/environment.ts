/** What the environment says about where images come from and where they go. */
import { Failure } from "../errors.ts";
import { cacheDirectory } from "./cache.ts";

export interface ImageSettings {
  /** Folder with root filesystem archives; null where none is named. */
  readonly imagesDirectory: string | null;
  readonly cacheDirectory: string;
  /** Address of a Debian mirror, in place of the one that apt is configured for. */
  readonly debianMirror: string | null;
  /** Registries, as "host" or "host:port", that are spoken to without TLS. Those of this machine always are. */
  readonly insecureRegistries: readonly string[];
}

/** The settings of RESOLVER_MATRIX_… variables. Throws Failure "usage" for a mirror that apt could not read as one. */
export function imageSettings(env: NodeJS.ProcessEnv = process.env): ImageSettings {
  return {
    imagesDirectory: written(env.RESOLVER_MATRIX_IMAGES),
    cacheDirectory: cacheDirectory(env),
    debianMirror: mirror(written(env.RESOLVER_MATRIX_DEBIAN_MIRROR)),
    insecureRegistries: (written(env.RESOLVER_MATRIX_INSECURE_REGISTRIES) ?? "")
      .split(/[\s,]+/)
      .filter((registry) => registry !== ""),
  };
}

function written(value: string | undefined): string | null {
  return value === undefined || value === "" ? null : value;
}

/** It becomes a word of an apt sources file: what could end the word or begin an option is refused. */
function mirror(text: string | null): string | null {
  if (text === null || /^(?:https?:\/\/|file:\/)[^\s[\]#"'\\]+$/.test(text)) return text;
  throw new Failure("usage", "RESOLVER_MATRIX_DEBIAN_MIRROR is not the address of a mirror", {
    advice: "write the http, https or file address under which dists/ and pool/ lie",
  });
}
