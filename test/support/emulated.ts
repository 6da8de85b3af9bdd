/** Resolvers of every family, each end of its table. */
import { libcModel } from "../../harness/resolvers/catalogue.ts";
import { goResolver, ordinaryBuild } from "../../harness/resolvers/go/index.ts";
import { parseResolverId } from "../../harness/resolvers/id.ts";
import type { Resolver } from "../../harness/resolvers/resolver.ts";

const LIBCS = ["musl@1.1.19", "musl@1.2.5", "glibc@2.17", "glibc@2.41"];

export const EMULATED: readonly Resolver[] = [
  ...LIBCS.flatMap((text) => {
    const id = parseResolverId(text);
    const model = id === null ? null : libcModel(id);
    if (model === null) throw new Error(`no model of ${text}`);
    return [model];
  }),
  ...["1.11", "1.27"].map((version) => goResolver({ ...ordinaryBuild(version), cgo: false })),
];
