import { expect, test } from "vitest";
import { type Challenge, parseChallenge } from "../../../harness/images/registry/challenge.ts";

const CASES: readonly (readonly [string, Challenge | null])[] = [
  [
    'Bearer realm="https://auth.example/token",service="registry.example",scope="repository:a/b:pull"',
    {
      scheme: "bearer",
      realm: "https://auth.example/token",
      service: "registry.example",
      scope: "repository:a/b:pull",
    },
  ],
  [
    'bearer realm = "https://auth.example/token" , error=invalid_token',
    { scheme: "bearer", realm: "https://auth.example/token", service: null, scope: null },
  ],
  [
    'Basic realm="x", charset="UTF-8", Bearer realm="https://a.example/"',
    { scheme: "bearer", realm: "https://a.example/", service: null, scope: null },
  ],
  [
    'Bearer realm="https://a.example/?x=\\"y,z\\""',
    { scheme: "bearer", realm: 'https://a.example/?x="y,z"', service: null, scope: null },
  ],
  ['Basic realm="Registry"', { scheme: "basic" }],
  ["Basic", { scheme: "basic" }],
  ["Bearer", null],
  ['Negotiate, Digest realm="x"', null],
  ["", null],
  ['"', null],
];

test.each(CASES)("%s", (header, challenge) => {
  expect(parseChallenge(header)).toEqual(challenge);
});

test("a long header takes no long time", () => {
  expect(parseChallenge(`Bearer ${'a="'.repeat(50_000)}`)).toBeNull();
  expect(parseChallenge(`Bearer ${"a ".repeat(50_000)}`)).toBeNull();
});
