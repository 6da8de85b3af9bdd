import { describe, expect, it } from "vitest";
import { goLabel, groupBuilds, versionList } from "../../harness/readings/go-versions.ts";
import { agreements, perGlibc } from "../../harness/readings/readings.ts";
import { EVERY_GO } from "../../harness/resolvers/catalogue.ts";
import { GLIBC_LEVELS, glibcLabel, isSince } from "../../harness/resolvers/glibc/levels.ts";
import type { GoBuild } from "../../harness/resolvers/go/index.ts";
import { NEWEST_GO } from "../support/go-versions.ts";

function builds(...versions: readonly string[]): readonly GoBuild[] {
  return versions.map((version) => ({ version, cgo: true, tags: [], godebug: "" }));
}

describe("Go versions in short", () => {
  it.each([
    [builds("1.11", "1.12", "1.13"), "1.11–1.13"],
    [builds("1.11", "1.13"), "1.11, 1.13"],
    [builds("1.11", "1.12", "1.20", "1.21", "1.24"), "1.11–1.12, 1.20–1.21, 1.24"],
    [builds("1.22.5", "1.23"), "1.22.5, 1.23"],
    [EVERY_GO, `1.11–${NEWEST_GO}`],
  ])("%#: %s", (some, text) => expect(versionList(some)).toBe(text));

  it("say what makes a build special", () => {
    const special: readonly GoBuild[] = [
      { version: "1.19", cgo: false, tags: [], godebug: "" },
      { version: "1.20", cgo: true, tags: ["netgo"], godebug: "netdns=go", goLine: null },
      { version: "1.24", cgo: true, tags: [], godebug: "", goLine: "1.18" },
    ];
    expect(versionList(special)).toBe(
      "1.19 (CGO_ENABLED=0), 1.20 (-tags netgo GODEBUG=netdns=go no go line), 1.24 (go 1.18 in go.mod)",
    );
  });

  it("are just Go where all are meant", () => {
    const all = builds("1.11", "1.24");
    expect(goLabel(all, all)).toBe("Go");
    expect(goLabel(all.slice(1), all)).toBe("Go 1.24");
  });

  it("are grouped by what they come to, and the newest speaks for the group", () => {
    const [a, b, c] = builds("1.11", "1.12", "1.13");
    if (a === undefined || b === undefined || c === undefined) throw new Error("three builds");
    const groups = groupBuilds(
      [
        [a, { order: "cgo", note: 1 }],
        [b, { order: "dns", note: 2 }],
        [c, { order: "cgo", note: 3 }],
      ],
      ({ order }) => order,
    );
    expect(groups).toEqual([
      { label: "Go 1.11, 1.13", builds: [a, c], value: { order: "cgo", note: 3 } },
      { label: "Go 1.12", builds: [b], value: { order: "dns", note: 2 } },
    ]);
  });
});

describe("levels of glibc in short", () => {
  it.each([
    [["2.17"], "glibc ≤2.25 (RHEL ≤7.4)"],
    [["2.17", "2.26"], "glibc ≤2.28 (RHEL ≤7.6)"],
    [["2.26"], "glibc 2.26–2.28 (RHEL 7.5–7.6)"],
    [["2.17", "2.26", "2.29"], "glibc ≤2.30 (RHEL 7)"],
    [["2.29", "2.31", "2.33", "2.35", "2.36", "2.41"], "glibc ≥2.29 (RHEL ≥7.7)"],
    [["2.35"], "glibc 2.35"],
    [["2.31", "2.33"], "glibc 2.31–2.34"],
    [["2.17", "2.36", "2.41"], "glibc ≤2.25 (RHEL ≤7.4), ≥2.36"],
    [GLIBC_LEVELS.map(({ id }) => id), "glibc"],
  ] as const)("%j: %s", (ids, text) => {
    expect(glibcLabel(GLIBC_LEVELS.filter(({ id }) => ids.some((each) => each === id)))).toBe(text);
  });
});

describe("readers that agree", () => {
  const go = builds("1.11", "1.24");
  const [old, recent] = go;
  if (old === undefined || recent === undefined) throw new Error("two builds");

  it("are told together", () => {
    const all = { go: go.map((build) => [build, 1] as const), musl: 1, glibc: perGlibc(() => 1) };
    expect(agreements(all)).toEqual([{ readers: "everybody", value: 1 }]);
  });

  it("come in the order of the first of each group", () => {
    const parted = {
      go: [[old, "x"] as const, [recent, "y"] as const],
      musl: "z",
      glibc: perGlibc((level) => (isSince(level, "2.29") ? "y" : "x")),
    };
    expect(agreements(parted)).toEqual([
      { readers: "Go 1.11, glibc ≤2.28 (RHEL ≤7.6)", value: "x" },
      { readers: "Go 1.24, glibc ≥2.29 (RHEL ≥7.7)", value: "y" },
      { readers: "musl", value: "z" },
    ]);
  });
});
