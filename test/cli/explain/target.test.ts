import { describe, expect, it } from "vitest";
import { explainTarget } from "../../../harness/cli/explain/target.ts";

describe("what the words behind explain mean", () => {
  it.each([
    [["db.example"], { kind: "name", name: "db.example" }],
    [["founding/healthy"], { kind: "scenario", scenario: "founding/healthy", name: null }],
    [["my.yaml", "db"], { kind: "scenario", scenario: "my.yaml", name: "db" }],
    [["./x/my.yml"], { kind: "scenario", scenario: "./x/my.yml", name: null }],
    [["lookup x: Try again"], { kind: "error-text", text: "lookup x: Try again" }],
    [["Try", "again"], { kind: "error-text", text: "Try again" }],
    [["lookup", "a/b:", "no", "such", "host"], { kind: "error-text", text: "lookup a/b: no such host" }],
    [["EAI_AGAIN"], { kind: "error-text", text: "EAI_AGAIN" }],
    [["EAI_NODATA"], { kind: "error-text", text: "EAI_NODATA" }],
    [["SERVFAIL"], { kind: "error-text", text: "SERVFAIL" }],
    [["java.net.UnknownHostException"], { kind: "error-text" }],
    [["nxdomain.example"], { kind: "name", name: "nxdomain.example" }],
    [["NXDOMAIN.example"], { kind: "name", name: "NXDOMAIN.example" }],
    [["EOF.example"], { kind: "name", name: "EOF.example" }],
    [["DB"], { kind: "name", name: "DB" }],
    [["read udp 10.0.0.1:4->10.0.0.2:53: i/o timeout"], { kind: "error-text" }],
  ])("%j", (words, target) => expect(explainTarget(words, false)).toMatchObject(target));

  it("with files one word is a name, whatever it looks like", () => {
    expect(explainTarget(["EAI_AGAIN"], true)).toEqual({ kind: "name", name: "EAI_AGAIN" });
    expect(explainTarget(["a b"], true)).toEqual({ kind: "name", name: "a b" });
    expect(explainTarget(["founding/healthy", "x"], true)).toMatchObject({ kind: "scenario", name: "x" });
  });

  it("with files an error text's own name is explained", () => {
    expect(explainTarget(["lookup", "db:", "Try", "again"], true)).toEqual({
      kind: "error-text",
      text: "lookup db: Try again",
      name: "db",
    });
  });

  it("an empty word is the empty name", () => {
    expect(explainTarget([""], false)).toEqual({ kind: "name", name: "" });
  });

  it("nothing, and several names, are refused", () => {
    expect(() => explainTarget([], false)).toThrow("nothing to explain");
    expect(() => explainTarget(["a", "b"], true)).toThrow("one name is explained with these files, not 2");
  });
});
