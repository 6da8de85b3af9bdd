import { describe, expect, it } from "vitest";
import { parseScenario } from "../../harness/scenario/parse.ts";
import { runtimeFiles } from "../../harness/scenario/runtime-files.ts";

function textOf(dns: string, path: string): string | null {
  const scenario = parseScenario(`title: t\n${dns}lookups: [a.test]\n`, "t.yaml");
  const file = runtimeFiles(scenario)[path];
  return file?.kind === "content" ? new TextDecoder().decode(file.bytes) : null;
}

describe("what a container runtime writes", () => {
  it("names the loopback addresses", () => {
    expect(textOf("", "/etc/hosts")).toMatch(/^127\.0\.0\.1\tlocalhost\n::1\tlocalhost/);
  });

  it("lists the scenario's nameservers in their order", () => {
    expect(textOf("dns: { 10.0.0.2: {}, 10.0.0.1: {} }\n", "/etc/resolv.conf")).toBe(
      "nameserver 10.0.0.2\nnameserver 10.0.0.1\n",
    );
  });

  it("writes no resolv.conf where there is no nameserver", () => {
    expect(textOf("", "/etc/resolv.conf")).toBeNull();
  });
});
