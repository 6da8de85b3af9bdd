/** `files`: what lies at a path inside the image. */
import { z } from "zod";
import { utf8Length } from "../../wire/bytes.ts";
import { errnoNumber } from "../../world/errno.ts";
import { mapping } from "../../yaml/allowed.ts";
import { base64, mode, textLike, textThat, userId, withoutNul } from "./leaves.ts";

/** Largest single file in bytes. */
export const MAX_FILE_BYTES = 1024 * 1024;
/** Longest path of Linux without its final NUL. */
const MAX_PATH = 4095;
/** NAME_MAX of Linux. */
const MAX_SEGMENT = 255;

const ownerAndMode = {
  mode: mode
    .exactOptional()
    .meta({ description: 'Permission bits; "0644" for files, "0755" for directories.' }),
  owner: userId.exactOptional().meta({ description: "Owner's user and group id; default 0." }),
};

const content = textThat(
  `text of at most ${MAX_FILE_BYTES} bytes`,
  (text) => utf8Length(text) <= MAX_FILE_BYTES,
);

/** The long form; which of its keys go together is checked in check-files.ts. */
export const fileMapping = mapping({
  text: content.exactOptional().meta({ description: "Content as UTF-8 text." }),
  base64: base64(MAX_FILE_BYTES).exactOptional().meta({ description: "Content as exact bytes, in base64." }),
  symlink: withoutNul("the target of a symbolic link", MAX_PATH)
    .min(1)
    .exactOptional()
    .meta({ description: "Makes the path a symbolic link to this target." }),
  directory: z
    .literal(true, { error: "true" })
    .exactOptional()
    .meta({ description: "Makes the path an empty directory." }),
  error: textThat(
    "the name of an errno such as EIO or EMFILE (a file that is not there is null)",
    (text) => errnoNumber(text) !== null && text !== "ENOENT",
  )
    .exactOptional()
    .meta({ description: "Opening the file fails with this errno, for every resolver." }),
  ...ownerAndMode,
});

/** One value of `files`. */
export const fileValue = z.union([content, z.null({ error: "null to make the file absent" }), fileMapping]);

/** Segments that lead elsewhere, and places that the lab itself mounts. */
const RESERVED = /^\/(?:proc|sys|dev|\.resolver-matrix)(?:\/|$)/;

const PATH_ALLOWED = 'an absolute path without "." and ".." segments, outside /proc, /sys and /dev';

/** A path in the image. */
export const imagePath = textLike(PATH_ALLOWED, /^(?:\/[^/\0]+)+$/).refine(isImagePath, {
  error: PATH_ALLOWED,
});

function isImagePath(path: string): boolean {
  const segments = path.split("/");
  return (
    path.length <= MAX_PATH &&
    !RESERVED.test(path) &&
    !segments.some((segment) => segment === "." || segment === ".." || segment.length > MAX_SEGMENT)
  );
}

export const files = z.record(imagePath, fileValue).meta({
  description:
    "Files laid over the image's own. A text is the content, null makes the path absent, the long form gives exact bytes, mode and owner.",
});

export type FilesText = z.output<typeof files>;
export type FileValue = z.output<typeof fileValue>;
