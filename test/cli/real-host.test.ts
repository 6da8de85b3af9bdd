import { InvalidArgumentError } from "commander";
import { expect, test } from "vitest";
import { realHost } from "../../harness/cli/real-host.ts";

test("a host is an id and the address of its engine; several add up", () => {
  const first = realHost("centos-7.6=ssh://admin@node-1");
  expect(realHost("node-2=tcp://10.0.0.2:2375", first)).toEqual([
    { id: "centos-7.6", url: "ssh://admin@node-1" },
    { id: "node-2", url: "tcp://10.0.0.2:2375" },
  ]);
});

test.each(["node-1", "node-1=", "=tcp://x", "node 1=tcp://x", "node-1=ftp://x", "node-1=/run/docker.sock"])(
  "%s is refused",
  (value) => {
    expect(() => realHost(value)).toThrow(InvalidArgumentError);
  },
);

test("an id can be given once", () => {
  expect(() => realHost("a=tcp://y", realHost("a=tcp://x"))).toThrow("The host a was given twice.");
});
