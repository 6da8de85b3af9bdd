import { describe, expect, test } from "vitest";
import { parseImageDefinition } from "../../harness/images/parse.ts";
import { ProblemsFailure, placeText } from "../../harness/yaml/problems.ts";

const SUM = "0123456789abcdef".repeat(4);

test("an image with every key", () => {
  const text = `title: x
libc: { family: glibc, version: "2.17", release: "196.el7", buildIds: [0a1b2c3d] }
default: true
unverified: true
etc: { /etc/nsswitch.conf: "hosts: files dns\\n" }
sources:
  - registry: centos:7.4.1708
  - archive: centos-*.tar.gz
    sha256: { centos-7.4.tar.gz: ${SUM} }
  - debian: bookworm
    packages: [libc6]
    files: { /etc/hosts: "" }
`;
  expect(parseImageDefinition(text, "images/x.yaml", "x")).toEqual({
    id: "x",
    title: "x",
    libc: { family: "glibc", version: "2.17", release: "196.el7", buildIds: ["0a1b2c3d"] },
    default: true,
    unverified: true,
    etc: { "/etc/nsswitch.conf": "hosts: files dns\n" },
    sources: [
      { kind: "registry", reference: "centos:7.4.1708" },
      { kind: "archive", pattern: "centos-*.tar.gz", sha256: { "centos-7.4.tar.gz": SUM } },
      { kind: "debian", suite: "bookworm", packages: ["libc6"], files: { "/etc/hosts": "" } },
    ],
  });
});

test("an image with as little as possible", () => {
  expect(parseImageDefinition("title: x\nsources: [{ registry: nginx:alpine }]\n", "x.yaml", "x")).toEqual({
    id: "x",
    title: "x",
    libc: null,
    default: false,
    unverified: false,
    sources: [{ kind: "registry", reference: "nginx:alpine" }],
  });
});

const broken: readonly (readonly [string, string])[] = [
  ["sources: [{ registry: a }]", 'x.yaml:1:1: "title" is missing'],
  ["title: x", 'x.yaml:1:1: "sources" is missing'],
  [
    "title: x\nsource: []\nsources: [{ registry: a }]",
    'x.yaml:2:1: unknown key "source" (did you mean "sources"?)',
  ],
  [
    "title: x\nsources: [{}]",
    "x.yaml:2:11: sources > #1: found no kind; allowed: one of registry, archive, debian",
  ],
  [
    "title: x\nsources:\n  - { registry: a, debian: sid, packages: [musl] }",
    "x.yaml:3:5: sources > #1: found registry and debian; allowed: one of",
  ],
  [
    "title: x\nsources:\n  - registry: a\n    packages: [musl]",
    "x.yaml:4:5: sources > #1 > packages: does not go with registry",
  ],
  ["title: x\nsources:\n  - debian: sid", 'x.yaml:3:5: sources > #1: "packages" is missing'],
  ["title: x\nsources:\n  - registry: a b", "x.yaml:3:15: sources > #1 > registry: found"],
  ["title: x\nsources:\n  - archive: ../x.tar", "x.yaml:3:14: sources > #1 > archive: found"],
  [
    "title: x\nsources:\n  - archive: x.tar\n    sha256: { x.tar: abc }",
    "x.yaml:4:22: sources > #1 > sha256 > x.tar: found",
  ],
  [
    "title: x\nsources:\n  - debian: sid\n    packages: [-o=Dir::Etc=x]",
    "x.yaml:4:16: sources > #1 > packages > #1: found",
  ],
  [
    'title: x\nsources:\n  - debian: "sid main [trusted=yes]"\n    packages: [musl]',
    "x.yaml:3:13: sources > #1 > debian: found",
  ],
  [
    "title: x\nsources:\n  - debian: sid\n    packages: [musl]\n    files: { /etc/../x: y }",
    'x.yaml:5:14: sources > #1 > files: found the key "/etc/../x"; allowed: an absolute path without . and ..',
  ],
  [
    'title: x\nlibc: { family: bionic, version: "1" }\nsources: [{ registry: a }]',
    "x.yaml:2:17: libc > family: found",
  ],
  [
    "title: x\nlibc: { family: glibc, version: 2.36 }\nsources: [{ registry: a }]",
    'put it in quotes: "2.36"',
  ],
];

describe("what is wrong is told with its place", () => {
  test.each(broken)("%j", (text, message) => {
    expect(problemsOf(`${text}\n`)).toContain(message);
  });
});

function problemsOf(text: string): string {
  try {
    parseImageDefinition(text, "x.yaml", "x");
  } catch (error) {
    if (!(error instanceof ProblemsFailure)) throw error;
    return error.problems.map(({ place, message }) => `${placeText(place)}: ${message}`).join("\n");
  }
  throw new Error("nothing is wrong with it");
}
