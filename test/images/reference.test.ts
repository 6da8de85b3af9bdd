import { describe, expect, test } from "vitest";
import { looksLikeReference, parseReference, referenceText } from "../../harness/images/reference.ts";

const DIGEST = `sha256:${"a1".repeat(32)}`;

describe("a reference", () => {
  test.each([
    ["nginx", "docker.io/library/nginx:latest"],
    ["nginx:alpine", "docker.io/library/nginx:alpine"],
    ["centos:7.4.1708", "docker.io/library/centos:7.4.1708"],
    ["team/app", "docker.io/team/app:latest"],
    ["docker.io/nginx", "docker.io/library/nginx:latest"],
    ["index.docker.io/team/app:1", "docker.io/team/app:1"],
    ["localhost/app:1", "localhost/app:1"],
    ["localhost:5000/app", "localhost:5000/app:latest"],
    ["127.0.0.1:5000/a/b/c:1", "127.0.0.1:5000/a/b/c:1"],
    ["[::1]:5000/app:1", "[::1]:5000/app:1"],
    ["Registry.Example/app:1", "registry.example/app:1"],
    ["registry.example/a_b/c-d__e.f:T_1.2-3", "registry.example/a_b/c-d__e.f:T_1.2-3"],
    [`app@${DIGEST}`, `docker.io/library/app@${DIGEST}`],
    [`app:1@${DIGEST}`, `docker.io/library/app:1@${DIGEST}`],
  ])("%s is %s", (text, full) => {
    const reference = parseReference(text);
    expect(reference === null ? null : referenceText(reference)).toBe(full);
  });

  test.each([
    "",
    ":1",
    "app:",
    "App",
    "app:a b",
    "app:1\n",
    "../app:1",
    "a//b:1",
    "-app:1",
    "app@sha256:abc",
    "app@md5:00112233445566778899aabbccddeeff",
    "http://registry.example/app:1",
    "user@registry.example/app:1",
    "registry.example:port/app:1",
    `${"a".repeat(300)}:1`,
  ])("%j is none", (text) => {
    expect(parseReference(text)).toBeNull();
  });

  test("can be told from an id only by its tag, digest or path", () => {
    expect(["nginx:alpine", "team/app", `app@${DIGEST}`].map(looksLikeReference)).toEqual([true, true, true]);
    expect(["nginx", "alpine-3.8", "debian_12", "x:"].map(looksLikeReference)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
