import { expect, test } from "vitest";
import { importVectors } from "./vector-import.ts";

const HANDED_OUT = JSON.stringify({
  vectors: [
    {
      id: "long-line",
      title: "t",
      input: {
        build: "CGO_ENABLED=0",
        args: ["host=h"],
        env: {},
        hostname: "box",
        uid: null,
        etc: { hosts: "127.0.0.1 localhost\n", "resolv.conf": "#\n#x...(70059 bytes)" },
        dnsRules: [{ q: "h.", times: 1, reply: { rcode: "SERVFAIL" } }],
        dnsDefaultReply: { rcode: "NXDOMAIN" },
      },
      results: [
        {
          versions: ["1.15", "gccgo-1.14"],
          race: false,
          observations: [{ seen: 3, calls: [], queriesPerType: { A: ["127.0.0.1 udp h."] }, stderr: [] }],
        },
      ],
    },
  ],
  modeSelection: {
    rows: [
      {
        title: "m",
        build: "CGO_ENABLED=1 (glibc 2.36)",
        args: ["host=h"],
        env: {},
        netdns: "2",
        uid: 65534,
        files: {},
        order: { "1.15": "files,dns", "1.19": "cgo", "1.21": "cgo" },
        initDiagnostics: { "1.15": ["x"], "1.19": ["y"], "1.21": ["y"] },
      },
    ],
  },
});

test("vectors as they were handed out become ours", () => {
  const { lookups, modes } = importVectors(HANDED_OUT);
  expect(lookups).toMatchObject([
    {
      uid: 0,
      etc: { hosts: "127.0.0.1 localhost\n", "resolv.conf": { text: "#\n#", fill: "x", length: 70059 } },
      rules: [{ q: "h.", times: 1 }],
      otherwise: { rcode: "NXDOMAIN" },
      results: [
        { versions: ["1.15", "gccgo 1.14"], observations: [{ queries: { A: ["127.0.0.1 udp h."] } }] },
      ],
    },
  ]);
  expect(modes).toMatchObject([
    {
      uid: 65534,
      results: [
        { versions: ["1.15"], order: "files,dns", start: ["x"] },
        { versions: ["1.19", "1.21"], order: "cgo", start: ["y"] },
      ],
    },
  ]);
});
