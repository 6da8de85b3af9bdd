/** Files as people reported them, and the kinds that bear on names: what lint says of each, worst first. */
import { describe, expect, test } from "vitest";
import { kindOf } from "../../harness/lint/kind.ts";
import { lint, lintUnlessTemplate } from "../../harness/lint/lint.ts";
import { byteString } from "../../harness/wire/bytes.ts";

function found(file: string, text: string): readonly string[] {
  return findingsIn(file, text).map(
    ({ line, column, severity, rule }) => `${line}:${column} ${severity} ${rule}`,
  );
}

function findingsIn(file: string, written: string) {
  const text = byteString(new TextEncoder().encode(written));
  const kind = kindOf(file, text);
  if (kind === null) throw new Error(`no kind for ${file}`);
  return lint({ file, kind, text }, null);
}

const FILES: readonly (readonly [file: string, text: string, findings: readonly string[]])[] = [
  [
    "col.nsswitch.conf",
    "hosts: files mdns4_minimal dns mdns4\n",
    ["1:14 note nsswitch-source-for-some-names", "1:32 note nsswitch-source-for-some-names"],
  ],
  [
    "resolv.conf",
    "nameserver 8.8.8.8,8.8.4.4\n",
    ["1:1 error no-nameserver", "1:12 error nameserver-address"],
  ],
  [
    "docker.resolv.conf",
    "nameserver 127.0.0.11\nsearch localdomain\noptions edns0 trust-ad ndots:0\n",
    ["3:9 note option-unknown", "3:15 note option-unknown", "3:24 warning ndots-zero"],
  ],
  ["eq.txt", "nameserver=8.8.8.8\n", ["1:1 error no-nameserver", "1:1 warning unknown-keyword"]],
  ["ndots.resolv.conf", "options ndots=2\nnameserver 10.0.0.1\n", ["1:9 warning option-spelling"]],
  ["openwrt.resolv.conf", "search lan\nnameserver 127.0.0.1\nnameserver ::1\n", []],
  ["idn.resolv.conf", "search büro.lan lan\nnameserver 10.96.0.10\n", ["1:8 warning search-not-ascii"]],
  [
    "scope.resolv.conf",
    "nameserver fe80::1%enp2s0\n",
    ["1:1 error no-nameserver", "1:12 warning nameserver-zone"],
  ],
  [
    "url.resolv.conf",
    "search http://corp.example.com\nnameserver 10.0.0.1\n",
    ["1:8 error search-not-a-domain"],
  ],
  ["sed.resolv.conf", "nameserver 8.8.8.8 8.8.4.4\n", ["1:20 warning nameserver-two-addresses"]],
  ["mask.resolv.conf", "sortlist 10.0.0.0/255.0.0.0\nnameserver 10.0.0.1\n", ["1:1 warning sortlist"]],
  ["alpine.nsswitch.conf", "hosts: files dns\nhosts: files dns\n", ["1:1 warning nsswitch-two-hosts-lines"]],
  ["template.resolv.conf", "nameserver {{ dns }}\n", ["1:12 error placeholder"]],
  ["resolv.conf.yaml", "# NetworkManager\nsearch poc.example.local\nnameserver 172.16.1.1\n", []],
  ["host.conf", "multi on\norder hosts,bind\n", ["2:1 note host-conf-no-effect"]],
  ["hosts", "127.0.0.1 localhost\n\n192.168.0.11 one.example\n", []],
  ["gai.conf", "precedence ::ffff:0:0/96 100\n", ["1:1 note other-file"]],
  ["resolvconf.conf", 'name_servers="127.0.0.1"\n', ["1:1 note other-file"]],
  ["resolved.conf", "[Resolve]\nDNS=1.1.1.1\n", ["1:1 note other-file"]],
  ["netplan.yaml", "network:\n  version: 2\n", ["1:1 note other-file"]],
];

test.each(FILES)("%s %j", (file, text, findings) => {
  expect(found(file, text)).toEqual(findings);
});

describe("nsswitch.conf as distributions ship it has nothing worse than notes", () => {
  test.each([
    "files dns",
    "     files dns myhostname",
    "          files mdns4_minimal [NOTFOUND=return] dns",
    "files resolve [!UNAVAIL=return] dns",
    "files myhostname resolve [!UNAVAIL=return] dns",
  ])("%s", (sources) => {
    const severities = findingsIn("nsswitch.conf", `passwd: files\nhosts:${sources}\n`).map(
      ({ severity }) => severity,
    );
    expect(severities.filter((severity) => severity !== "note")).toEqual([]);
  });

  test("and one of somebody's own keeps its warnings", () => {
    expect(found("nsswitch.conf", "hosts: files nis dns\n")).toEqual([
      "1:14 warning nsswitch-source-unknown-to-go",
    ]);
  });
});

describe("Kubernetes", () => {
  const POD = `apiVersion: v1
kind: Pod
spec:
  dnsConfig:
    nameservers: [1.1.1.1, 10.0.0.1]
    searches: [".corp.example", "a,b"]
    options:
    - {name: ndots, value: "2"}
    - {name: use-vc, value: ""}
`;

  test("dnsConfig is judged, value by value", () => {
    expect(found("pod.yaml", POD)).toEqual([
      "5:28 warning nameservers-private-and-public",
      "6:16 error search-invalid-name",
      "6:33 error search-not-a-domain",
      "8:14 note ndots-cost",
      "9:14 note option-unknown",
    ]);
  });

  test("a template of pods, in the second document, without servers of its own", () => {
    const text =
      "apiVersion: v1\nkind: Namespace\n---\napiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      dnsConfig:\n        options: [{ name: timeout, value: '0' }]\n";
    expect(found("deployment.yml", text)).toEqual(["10:27 error option-asks-nobody"]);
  });

  test("files in a ConfigMap, and no other data", () => {
    const text =
      "apiVersion: v1\nkind: ConfigMap\ndata:\n  my_resolv_conf: |\n    nameserver 10.0.0.1\n    options ndots: 5\n  app.conf: |\n    search a,b\n  hosts: |\n    010.0.0.1 a\n";
    expect(found("configmap.yaml", text)).toEqual([
      "6:13 warning option-spelling",
      "10:5 error hosts-address",
    ]);
  });

  test("what is no YAML is told with its place", () => {
    const [finding] = findingsIn("pod.yaml", "apiVersion: v1\nspec: {{ .Values.spec }}\n  x: [\n");
    expect(finding).toMatchObject({ rule: "yaml-invalid", file: "pod.yaml" });
    expect(finding?.message).toContain("placeholders");
  });
});

test("Compose: dns, dns_search and dns_opt of each service", () => {
  const text = `services:
  web:
    dns: 8.8.8.8:53
    dns_search: [corp.example, "\${DOMAIN}"]
    dns_opt: [ndots=2, timeout:1]
  db:
    dns_search: a..b
`;
  expect(found("docker-compose.yml", text)).toEqual([
    "3:10 error no-nameserver",
    "3:10 error nameserver-address",
    "4:32 error placeholder",
    "5:15 warning option-spelling",
    "7:17 error search-invalid-name",
  ]);
});

test("cloud-init: resolv_conf and write_files", () => {
  const text = `#cloud-config
manage_resolv_conf: true
resolv_conf:
  nameservers: ["8.8.8.8"]
  searchdomains: [foo.example.com]
  options: {rotate: true, timeout: 0}
write_files:
- path: /etc/nsswitch.conf
  content: |
    hosts: dns files
`;
  expect(found("user-data", text)).toEqual([
    "6:21 note option-unknown",
    "6:36 error option-asks-nobody",
    "10:12 warning nsswitch-dns-before-files",
  ]);
});

test("with --template a file with placeholders is passed over, and others are not", () => {
  const judged = (text: string) =>
    lintUnlessTemplate({ file: "resolv.conf", kind: "resolv-conf", text }, null).map(({ rule }) => rule);
  expect(judged("nameserver {{ dns }}\nsearch a,b\n")).toEqual(["template-skipped"]);
  expect(judged("# {{ dns }}\nnameserver 10.0.0.1\nsearch a,b\n")).toEqual(["search-not-a-domain"]);
});

describe("what to write instead", () => {
  test.each([
    ["nameserver=8.8.8.8\n", "unknown-keyword", "nameserver 8.8.8.8"],
    ["nameserver 10.0.0.1\noptions ndots: 5\n", "option-spelling", "options ndots:5"],
    ["nameserver 10.0.0.1\nsearch http://corp.example:80/x\n", "search-not-a-domain", "search corp.example"],
    ["nameserver 10.0.0.1\nsearch .corp.example\n", "search-invalid-name", "search corp.example"],
    ["nameserver [::1]:53\n", "nameserver-address", "nameserver ::1"],
  ])("%j: %s", (text, rule, instead) => {
    expect(findingsIn("resolv.conf", text).find((finding) => finding.rule === rule)?.instead).toBe(instead);
  });
});
