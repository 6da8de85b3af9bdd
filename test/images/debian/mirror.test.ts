import { describe, expect, test } from "vitest";
import {
  configuredMirrors,
  debianMirrors,
  listedMirrors,
  publicAddress,
} from "../../../harness/images/debian/mirror.ts";

const { signal } = new AbortController();

describe("RESOLVER_MATRIX_DEBIAN_MIRROR", () => {
  test.each(["https://mirror.example/debian/", "http://mirror.example:3142/debian", "file:/srv/debian"])(
    "%s is the only mirror",
    async (address) => {
      const mirrors = await debianMirrors({ RESOLVER_MATRIX_DEBIAN_MIRROR: address }, signal);
      expect(mirrors).toEqual([address.replace(/\/$/, "")]);
    },
  );

  test.each([
    "mirror.example",
    "https://mirror.example/ sid main",
    "https://m.example/\ndeb x",
    "ftp://x/",
    "https://a/[b]",
  ])("%j is refused", async (address) => {
    await expect(debianMirrors({ RESOLVER_MATRIX_DEBIAN_MIRROR: address }, signal)).rejects.toThrow(
      "RESOLVER_MATRIX_DEBIAN_MIRROR is not the http, https or file address of a mirror",
    );
  });
});

/** As `apt-get indextargets` prints it, with the fields that count. */
function target(fields: Readonly<Record<string, string>>): string {
  const all = { MetaKey: "main/binary-amd64/Packages", ...fields, "Target-Of": "deb" };
  return `${Object.entries(all)
    .map(([field, value]) => `${field}: ${value}\n`)
    .join("")}\n`;
}

const DEBIAN = {
  Codename: "bookworm",
  Label: "Debian",
  Origin: "Debian",
  Component: "main",
  Release: "bookworm",
  "Repo-URI": "https://mirror.example/debian/",
};

describe("mirrors that apt has lists of", () => {
  test("are Debian's own whole suites, each once", () => {
    const text = [
      target({ ...DEBIAN, Origin: "Vendor", "Repo-URI": "https://vendor.example/" }),
      target({ ...DEBIAN, Label: "Debian-Security", "Repo-URI": "https://mirror.example/security/" }),
      target({ ...DEBIAN, Release: "bookworm-updates", "Repo-URI": "https://updates.example/" }),
      target({ ...DEBIAN, Component: "contrib", "Repo-URI": "https://contrib.example/" }),
      target(DEBIAN),
      target({ ...DEBIAN, Release: "trixie", "Repo-URI": "https://mirror.example/debian" }),
      target({ ...DEBIAN, "Repo-URI": "mirror+file:/etc/apt/mirrors/debian.list/" }),
    ].join("");
    expect(listedMirrors(text)).toEqual([
      "https://mirror.example/debian",
      "mirror+file:/etc/apt/mirrors/debian.list",
    ]);
  });

  test("are none without lists", () => {
    expect(listedMirrors("")).toEqual([]);
  });
});

describe("mirrors that apt is configured for", () => {
  test("are those with a component main of a whole suite, in the order of the sources", () => {
    const text = [
      "'https://vendor.example/linux/debian/dists/bookworm/InRelease' vendor_InRelease 0 ",
      "'https://vendor.example/linux/debian/dists/bookworm/stable/binary-amd64/Packages.gz' vendor_Packages 0 ",
      "'http://mirror.example/debian/dists/bookworm/main/binary-amd64/Packages.xz' mirror_Packages 0 ",
      "'http://mirror.example/debian/dists/bookworm/main/binary-all/Packages.xz' mirror_Packages 0 ",
      "'http://mirror.example/debian/dists/bookworm-updates/main/binary-amd64/Packages.xz' updates_Packages 0 ",
      "'http://security.example/debian-security/dists/bookworm-security/main/binary-amd64/Packages.xz' s 0 ",
      "'https://other.example/apt/dists/stable/main/binary-amd64/Packages.gz' other_Packages 0 ",
    ].join("\n");
    expect(configuredMirrors(text)).toEqual(["http://mirror.example/debian", "https://other.example/apt"]);
  });
});

test("a mirror's password is not for people", () => {
  expect(publicAddress("https://me:secret@mirror.example/debian")).toBe("https://mirror.example/debian");
  expect(publicAddress("http://mirror.example/a@b")).toBe("http://mirror.example/a@b");
});
