import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { cacheDirectory, cacheTrouble } from "../../harness/images/cache.ts";

test.each([
  [{ RESOLVER_MATRIX_CACHE: "/a", XDG_CACHE_HOME: "/b" }, "/a"],
  [{ RESOLVER_MATRIX_CACHE: "here" }, resolve("here")],
  [{ RESOLVER_MATRIX_CACHE: "", XDG_CACHE_HOME: "/b" }, "/b/resolver-matrix"],
  [{ XDG_CACHE_HOME: "relative" }, join(homedir(), ".cache", "resolver-matrix")],
  [{}, join(homedir(), ".cache", "resolver-matrix")],
])("with %j the cache is %s", (env, folder) => {
  expect(cacheDirectory(env)).toBe(folder);
});

test.each([
  ["ENOSPC", "no space is left"],
  ["EACCES", "permission denied"],
  ["EROFS", "the file system is read-only"],
])("%s is a reason why an image cannot be had", (code, words) => {
  const error = Object.assign(new Error(`${code}: …, write`), { code, syscall: "write" });
  expect(cacheTrouble(error, "/c")?.message).toBe(
    `the cache /c cannot be used: ${words} (${code}: …, write); make room there, or name another folder in RESOLVER_MATRIX_CACHE`,
  );
});

test("mistakes of ours are none", () => {
  expect(cacheTrouble(new TypeError("x"), "/c")).toBeNull();
  expect(cacheTrouble(Object.assign(new Error("x"), { code: "ENOENT", syscall: "open" }), "/c")).toBeNull();
});
