import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { containerName, ownerOf, sessionLabels } from "../../harness/lab/docker/labels.ts";
import { formatOwner, ownerGone, parseOwner, session } from "../../harness/owned/session.ts";

const self = { machine: session.machine, pid: session.pid, started: session.started };

it("a run that is there is not gone, and on another machine nobody can tell", () => {
  expect(ownerGone(self)).toBe(false);
  expect(ownerGone({ ...self, machine: "elsewhere" })).toBeNull();
});

it("a run whose process id belongs to a later process is gone", () => {
  expect(ownerGone({ ...self, started: "1" })).toBe(true);
  expect(ownerGone({ ...self, started: "" })).toBe(false);
});

it("a run that ended is gone", async () => {
  const child = spawn(process.execPath, ["-e", "0"]);
  await once(child, "exit");
  expect(ownerGone({ machine: session.machine, pid: child.pid ?? 0, started: "5" })).toBe(true);
});

it("owners are read back from labels and texts, and nothing else is", () => {
  expect(parseOwner(formatOwner(self))).toEqual(self);
  const labels = sessionLabels(session);
  expect(ownerOf(labels, [`/${containerName(session)}`])).toEqual(self);
  // The labels of an image are those of a container that somebody else made of it.
  expect(ownerOf(labels, ["/eager_euler"])).toBeNull();
  expect(ownerOf({}, ["/resolver-matrix-x-1"])).toBeNull();
  expect(["", "a/b/c", "m/0/1", "m/1", "m/1/2/3"].map(parseOwner)).toEqual([null, null, null, null, null]);
});
