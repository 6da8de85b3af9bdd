/** An image's file in images/, as it is written. */
import { z } from "zod";
import { line, textLike, textThat, withoutNul } from "../scenario/schema/leaves.ts";
import { mapping } from "../yaml/allowed.ts";
import { parseReference } from "./reference.ts";

const sha256 = textLike("a SHA-256 checksum of 64 hexadecimal digits", /^[0-9a-f]{64}$/);
const fileName = textLike("the name of a file, without a folder", /^[A-Za-z0-9][\w.+-]{0,199}$/);

const texts = z.record(
  textThat("an absolute path without . and ..", isPlainPath),
  withoutNul("text", 100_000),
);

/** Keys of all kinds together: what goes with what is checked in parse.ts, where it can be said in a sentence. */
const source = mapping({
  registry: textThat("a reference such as alpine:3.8", (text) => parseReference(text) !== null)
    .exactOptional()
    .meta({ description: "An image of a registry." }),
  archive: textLike("a name in which * stands for anything, without a folder", /^[\w.+*-]{1,200}$/)
    .exactOptional()
    .meta({ description: "A tar or tar.gz in the folder that RESOLVER_MATRIX_IMAGES names." }),
  sha256: z.record(fileName, sha256).exactOptional().meta({
    description: "Checksums of archives that are known; others of that name are taken as they are.",
  }),
  debian: textLike("the code name of a suite such as bookworm", /^[a-z][a-z0-9-]{0,40}$/)
    .exactOptional()
    .meta({ description: "A Debian suite: the root is put together from its packages." }),
  packages: z
    .array(textLike("the name of a package", /^[a-z0-9][a-z0-9+.-]{1,80}$/))
    .min(1)
    .max(50)
    .exactOptional()
    .meta({ description: "Debian packages, in the order in which they are laid over each other." }),
  files: texts
    .exactOptional()
    .meta({ description: "Files that the packages' maintainer scripts would have written." }),
});

const libc = mapping({
  family: z.enum(["musl", "glibc"]).meta({ description: "Whose getaddrinfo it is." }),
  version: textLike('the version in quotes, such as "2.36"', /^\d+(?:\.\d+){1,3}(?:_git\d{8})?$/).meta({
    description: "What the libc says of itself.",
  }),
  release: textLike('the distribution\'s release in quotes, such as "196.el7"', /^[\w.+~]{1,60}$/)
    .exactOptional()
    .meta({ description: "Where the version alone is not one resolver." }),
  buildIds: z
    .array(textLike("a GNU build id in hexadecimal digits", /^[0-9a-f]{8,128}$/))
    .min(1)
    .exactOptional()
    .meta({
      description: "GNU build ids that this release is known to have; another release must not have them.",
    }),
});

/** One file of images/. */
export const imageFile = mapping({
  title: line(200).meta({ description: "What the image is, in one line." }),
  libc: libc.exactOptional().meta({ description: "The libc that it must contain." }),
  default: z
    .boolean()
    .exactOptional()
    .meta({ default: false, description: "Whether scenarios that name no images run in it." }),
  unverified: z.boolean().exactOptional().meta({
    default: false,
    description: "What is declared comes from documents: whoever wrote it down could not run the image.",
  }),
  etc: texts.exactOptional().meta({
    description:
      "Files of the image that resolvers read, for when it is only imagined; /etc/hosts is understood.",
  }),
  sources: z
    .array(source)
    .min(1)
    .max(10)
    .meta({ description: "Where it comes from. A local archive is looked for first, then these in order." }),
}).meta({ title: "resolver-matrix image, version 1" });

function isPlainPath(path: string): boolean {
  const [root, ...components] = path.split("/");
  return root === "" && components.every((component) => !["", ".", ".."].includes(component));
}
