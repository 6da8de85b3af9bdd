/** hosts lines of nsswitch.conf as distributions ship them: what they hold is meant so, and no fault of the machine. */

interface Stock {
  /** The sources, with one blank between words. */
  readonly hosts: string;
  readonly distribution: string;
}

const STOCK: readonly Stock[] = [
  { hosts: "files dns", distribution: "Debian, Ubuntu and Alpine" },
  { hosts: "files dns myhostname", distribution: "CentOS, RHEL and Amazon Linux 2" },
  { hosts: "files mdns4_minimal [NOTFOUND=return] dns", distribution: "Debian with libnss-mdns" },
  { hosts: "files myhostname dns", distribution: "Debian with libnss-myhostname" },
  { hosts: "files mymachines dns", distribution: "Debian with libnss-mymachines" },
  { hosts: "files resolve [!UNAVAIL=return] dns", distribution: "Debian with libnss-resolve" },
  {
    hosts: "files myhostname resolve [!UNAVAIL=return] dns",
    distribution: "Debian with libnss-resolve and libnss-myhostname, and Fedora",
  },
  {
    hosts: "files mymachines resolve [!UNAVAIL=return] dns",
    distribution: "Debian with libnss-resolve and libnss-mymachines",
  },
];

/** Who ships this line of nsswitch.conf; null for nobody. */
export function shipperOf(line: string): string | null {
  const [, value] = /^\s*hosts\s*:\s*(.*?)\s*$/s.exec(line) ?? [];
  if (value === undefined) return null;
  const hosts = value.split(/\s+/).join(" ");
  return STOCK.find((stock) => stock.hosts === hosts)?.distribution ?? null;
}
