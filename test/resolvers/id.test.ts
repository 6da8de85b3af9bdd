import { describe, expect, test } from "vitest";
import { buildId, type GoBuild, ordinaryBuild } from "../../harness/resolvers/go/index.ts";
import { formatResolverId, parseResolverId, type ResolverId } from "../../harness/resolvers/id.ts";

describe("what a report calls a resolver is taken apart and put together", () => {
  const rows: readonly (readonly [string, ResolverId])[] = [
    ["musl@1.1.19", { family: "musl", version: "1.1.19", release: null }],
    ["musl@1.2.4_git20230717", { family: "musl", version: "1.2.4_git20230717", release: null }],
    ["musl@1.2.4_git20230717-r5", { family: "musl", version: "1.2.4_git20230717", release: "r5" }],
    ["glibc@2.17-196.el7", { family: "glibc", version: "2.17", release: "196.el7" }],
    ["glibc@2.36-9+deb12u10", { family: "glibc", version: "2.36", release: "9+deb12u10" }],
    ["go@1.22.5", { family: "go", version: "1.22.5", release: null }],
    ["go@1.24-netgo", { family: "go", version: "1.24", release: "netgo" }],
    ["go@1.24-CGO_ENABLED=0-x@y", { family: "go", version: "1.24", release: "CGO_ENABLED=0-x@y" }],
  ];
  test.each(rows)("%s", (text, id) => {
    expect(parseResolverId(text)).toEqual(id);
    expect(formatResolverId(id)).toBe(text);
  });

  test.each(["libc", "", "musl", "musl@", "musl@-r1", "bionic@1.0", "xmusl@1.0", "go@1.24-", " go@1.24"])(
    "%j is none",
    (text) => {
      expect(parseResolverId(text)).toBeNull();
    },
  );
});

describe("the particulars of a Go program are its release", () => {
  const rows: readonly (readonly [Partial<GoBuild>, string])[] = [
    [{}, "go@1.24"],
    [{ cgo: false }, "go@1.24-CGO_ENABLED=0"],
    [{ tags: ["netgo"] }, "go@1.24-netgo"],
    [{ godebug: "netdns=go+1", goLine: "1.18" }, "go@1.24-netdns=go+1-go.mod=1.18"],
    [{ goLine: null }, "go@1.24-go.mod=none"],
  ];
  test.each(rows)("%j is %s", (changes, text) => {
    const id = buildId({ ...ordinaryBuild("1.24"), ...changes });
    expect(formatResolverId(id)).toBe(text);
    expect(parseResolverId(text)).toEqual(id);
  });
});
