import { expect, test } from "vitest";
import { nodeTooOld } from "../harness/node-version.ts";

test.each(["18.20.4", "20.18.3", "19.9.0", "4.0.0"])("Node %s is refused with one sentence", (version) => {
  expect(nodeTooOld(version)).toBe(`resolver-matrix needs Node 20.19 or newer, and this is Node ${version}`);
});

test.each(["20.19.0", "20.20.2", "22.0.0", "24.1.0", process.versions.node])("Node %s will do", (version) => {
  expect(nodeTooOld(version)).toBeNull();
});
