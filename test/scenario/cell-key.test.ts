import { describe, expect, test } from "vitest";
import { isTargetOf, parseCellKey, specificity } from "../../harness/scenario/cell-key.ts";

const resolver = (family: "musl" | "glibc" | "go", version: string | null = null) => ({ family, version });

describe("a key", () => {
  test.each([
    ["musl", { image: null, resolver: resolver("musl"), host: null }],
    ["go@1.24", { image: null, resolver: resolver("go", "1.24"), host: null }],
    ["glibc@2.17-196.el7", { image: null, resolver: resolver("glibc", "2.17-196.el7"), host: null }],
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
  ])("is not meant by %s", (key) => {
    expect(isMeantBy(key)).toBe(false);
  });

  test("of Go's 1.2 is not one of 1.24", () => {
    expect(isMeantBy("go@1.2", { ...cell, resolver: "go@1.24" })).toBe(false);
    expect(isMeantBy("go@1.24", { ...cell, resolver: "go@1.24-netgo" })).toBe(true);
  });
});

test("keys from the least to the most specific", () => {
  const keys = [
    "centos-7.4",
    "glibc",
    "glibc@2.17",
    "centos-7.4 on default",
    "glibc on default",
    "centos-7.4/glibc",
    "centos-7.4/glibc@2.17",
    "centos-7.4/glibc@2.17 on default",
  ];
  const sorted = keys.toSorted((a, b) => specificity(parseCellKey(a)) - specificity(parseCellKey(b)));
  expect(sorted).toEqual(keys);
});
