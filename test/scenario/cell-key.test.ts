import { describe, expect, test } from "vitest";
import { bySpecificity, isAmbiguous, isTargetOf, parseCellKey } from "../../harness/scenario/cell-key.ts";

const resolver = (family: "musl" | "glibc" | "go", version: string | null = null) => ({
  family,
  versions: version === null ? null : { kind: "one", text: version },
});

describe("a key", () => {
  test.each([
    ["musl", { image: null, resolver: resolver("musl"), host: null }],
    ["go@1.24", { image: null, resolver: resolver("go", "1.24"), host: null }],
    ["glibc@2.17-196.el7", { image: null, resolver: resolver("glibc", "2.17-196.el7"), host: null }],
    ["go@1.24-CGO_ENABLED=0", { image: null, resolver: resolver("go", "1.24-CGO_ENABLED=0"), host: null }],
    ["alpine-3.8", { image: "alpine-3.8", resolver: null, host: null }],
    ["alpine-3.8/musl", { image: "alpine-3.8", resolver: resolver("musl"), host: null }],
    ["alpine-3.8/go@1.24", { image: "alpine-3.8", resolver: resolver("go", "1.24"), host: null }],
    [
      "docker.io/library/nginx:alpine",
      { image: "docker.io/library/nginx:alpine", resolver: null, host: null },
    ],
    [
      "reg.example:5000/a/b@sha256:0a/musl",
      { image: "reg.example:5000/a/b@sha256:0a", resolver: resolver("musl"), host: null },
    ],
    ["musl on centos-7.6", { image: null, resolver: resolver("musl"), host: "centos-7.6" }],
    [
      "alpine-3.8/musl on centos-7.6",
      { image: "alpine-3.8", resolver: resolver("musl"), host: "centos-7.6" },
    ],
    ["muslin", { image: "muslin", resolver: null, host: null }],
    [
      "alpine-3.8/musl@<1.2.1 on centos-7.6",
      {
        image: "alpine-3.8",
        resolver: {
          family: "musl",
          versions: {
            kind: "range",
            above: null,
            below: { relation: "<", than: { version: "1.2.1", release: null } },
          },
        },
        host: "centos-7.6",
      },
    ],
  ])("%s", (key, target) => {
    expect(parseCellKey(key)).toEqual(target);
  });
});

describe("a cell", () => {
  const cell = { image: "centos-7.4", host: "default", resolver: "glibc@2.17-196.el7" };
  const isMeantBy = (key: string, position = cell) => isTargetOf(parseCellKey(key), position);

  test.each([
    "glibc",
    "glibc@2.17",
    "glibc@2.17-196.el7",
    "centos-7.4",
    "centos-7.4/glibc@2.17",
    "glibc on default",
    "glibc@>=2.17",
    "glibc@<=2.17",
    "glibc@<2.17-222.el7",
    "glibc@>=2.17-196.el7,<2.17-260.el7",
    "centos-7.4/glibc@<2.26",
  ])("is meant by %s", (key) => {
    expect(isMeantBy(key)).toBe(true);
  });

  test.each([
    "musl",
    "glibc@2.1",
    "glibc@2.17-1",
    "centos-7.6/glibc",
    "centos-7.4/go",
    "glibc on centos-7.6",
    "glibc@2.36",
    "glibc@>2.17",
    "glibc@<2.17",
    "glibc@>=2.17-222.el7",
    "glibc@>=2.17-196.el7,<2.17-196.el7",
    "musl@>=1",
    "glibc@=>2.17",
  ])("is not meant by %s", (key) => {
    expect(isMeantBy(key)).toBe(false);
  });

  test("of Go's 1.2 is not one of 1.24", () => {
    expect(isMeantBy("go@1.2", { ...cell, resolver: "go@1.24" })).toBe(false);
    expect(isMeantBy("go@1.24", { ...cell, resolver: "go@1.24-netgo" })).toBe(true);
  });
});

test("a snapshot lies between the release before it and the next", () => {
  const snapshot = { image: "alpine-3.19", host: "default", resolver: "musl@1.2.4_git20230717" };
  expect(isTargetOf(parseCellKey("musl@>1.2.4,<1.2.5"), snapshot)).toBe(true);
  expect(isTargetOf(parseCellKey("musl@<=1.2.4"), snapshot)).toBe(false);
});

test("keys from the least to the most specific", () => {
  const keys = [
    "glibc",
    "glibc@>=2.17",
    "glibc@>=2.17,<2.18",
    "glibc@>=2.17,<=2.17-196.el7",
    "glibc@2.17",
    "glibc@2.17-196.el7",
    "centos-7.4",
    "glibc on default",
    "glibc@<2.18 on default",
    "glibc@2.17 on default",
    "centos-7.4 on default",
    "centos-7.4/glibc",
    "centos-7.4/glibc@<2.18",
    "centos-7.4/glibc@2.17",
    "centos-7.4/glibc on default",
  ];
  const sorted = keys.toReversed().sort((a, b) => bySpecificity(parseCellKey(b), parseCellKey(a)));
  expect(sorted).toEqual(keys);
});

describe("two ranges", () => {
  test.each([
    ["glibc@<2.18", "glibc@>=2.17"],
    ["glibc@>=2.17,<2.20", "glibc@>=2.18,<2.30"],
    ["glibc@>=2.17,<2.20", "glibc@<2.20,>=2.17"],
    ["a/musl@<1.2 on x", "a/musl@>1.1 on x"],
  ])("%s and %s are ambiguous", (left, right) => {
    expect(isAmbiguous(parseCellKey(left), parseCellKey(right))).toBe(true);
  });

  test.each([
    ["glibc@<2.17", "glibc@>=2.17"],
    ["glibc@<2.30", "glibc@>=2.17,<2.18"],
    ["glibc@<2.18", "musl@>=1"],
    ["glibc@<2.18", "a/glibc@>=2.17"],
    ["glibc@<2.18 on x", "glibc@>=2.17 on y"],
    ["glibc@<2.18", "glibc@2.17"],
  ])("%s and %s are not", (left, right) => {
    expect(isAmbiguous(parseCellKey(left), parseCellKey(right))).toBe(false);
  });
});
