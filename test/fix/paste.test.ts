/** Texts to paste say what the file says. */
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { confPastes } from "../../harness/fix/paste.ts";

function pasted(before: string | null, after: string): ReadonlyMap<string, string> {
  return new Map(confPastes(before, after).map(({ place, text }) => [place, text]));
}

describe("a resolv.conf", () => {
  const CLUSTER = "nameserver 10.96.0.10\nsearch a.svc.cluster.local svc.cluster.local\n";

  test("with another option is an addition to dnsConfig", () => {
    const text = pasted(`${CLUSTER}options ndots:5\n`, `${CLUSTER}options ndots:1\n`).get("Kubernetes") ?? "";
    expect(parse(text)).toEqual({ dnsConfig: { options: [{ name: "ndots", value: "1" }] } });
  });

  test("with other search domains needs dnsPolicy None and all of it", () => {
    const after = "nameserver 10.96.0.10\nsearch svc.cluster.local\noptions ndots:5 edns0\n";
    const text = pasted(`${CLUSTER}options ndots:5 edns0\n`, after).get("Kubernetes") ?? "";
    expect(parse(text)).toEqual({
      dnsPolicy: "None",
      dnsConfig: {
        nameservers: ["10.96.0.10"],
        searches: ["svc.cluster.local"],
        options: [{ name: "ndots", value: "5" }, { name: "edns0" }],
      },
    });
  });

  test("without an option that was there cannot be an addition", () => {
    const text = pasted(`${CLUSTER}options rotate ndots:5\n`, `${CLUSTER}options ndots:4\n`).get(
      "Kubernetes",
    );
    expect(parse(text ?? "")).toMatchObject({ dnsPolicy: "None" });
  });

  test("is the same for Compose and Docker", () => {
    const all = pasted(null, "nameserver 10.0.0.1\noptions ndots:1\n");
    expect(parse(all.get("Compose") ?? "")).toEqual({
      dns: ["10.0.0.1"],
      dns_search: ["."],
      dns_opt: ["ndots:1"],
    });
    expect(all.get("Docker")).toBe("docker run --dns 10.0.0.1 --dns-search . --dns-option ndots:1 …\n");
  });

  test("with what a shell would read has no line for the shell", () => {
    const all = pasted(null, "nameserver 10.0.0.1\nsearch $(reboot)\n");
    expect(all.has("Docker")).toBe(false);
    expect(parse(all.get("Kubernetes") ?? "")).toMatchObject({ dnsConfig: { searches: ["$(reboot)"] } });
  });
});
