import { expect, test } from "vitest";
import { portsOf } from "../../harness/scenario/dns-servers.ts";
import { parseScenario } from "../../harness/scenario/parse.ts";

test.each([
  [{}, { udp: "open", tcp: "open" }],
  [{ udp: "closed" }, { udp: "closed", tcp: "open" }],
  [{ udp: "unreachable" }, { udp: "unreachable", tcp: "unreachable" }],
  [{ tcp: "unreachable" }, { udp: "unreachable", tcp: "unreachable" }],
] as const)("the ports of %j", (written, ports) => {
  expect(portsOf(written)).toEqual(ports);
});

test("a server that is closed for a while keeps its zone and rules, and drop may stand beside anything", () => {
  const text = `title: A server that is closed for a while
lookups: [www.example]
dns:
  10.0.0.1:
    udp: closed
    tcp: closed
    zone: "www.example. A 192.0.2.1"
    rules: [{ reply: { drop: true, rcode: SERVFAIL, delay: 1s } }]
`;
  const { dns } = parseScenario(text, "closed.yaml");
  expect(dns[0]?.zone).toContain("192.0.2.1");
  expect(dns[0]?.rules[0]?.reply).toEqual({ drop: true, rcode: "SERVFAIL", delayMs: 1000 });
});
