import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readErrorText } from "../../harness/explain/error-text.ts";

/** Real error lines, as people reported them (names of hosts are changed), and what each tells. */
const Line = z.strictObject({
  text: z.string(),
  program: z.string(),
  code: z.string(),
  lookup: z.enum(["failed", "succeeded", "not made", "not told"]),
  name: z.string().optional(),
  server: z.string().optional(),
  address: z.string().optional(),
});

const LINES = readFileSync(new URL("error-texts.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => Line.parse(JSON.parse(line)));

describe("a real error text tells who wrote it, what happened and to which name", () => {
  it.each(LINES)("$text", ({ text, ...expected }) => {
    const reading = readErrorText(text);
    expect({
      program: reading?.path.replace(/ \([^)]*\)/g, ""),
      code: reading?.code,
      lookup: reading?.lookup,
      name: reading?.name ?? undefined,
      server: reading?.server ?? undefined,
      address: reading?.address ?? undefined,
    }).toEqual({ name: undefined, server: undefined, address: undefined, ...expected });
  });

  it("and what to try next, wherever it says that something failed", () => {
    const mute = LINES.filter(
      ({ text, lookup }) => lookup === "failed" && readErrorText(text)?.next.length === 0,
    );
    expect(mute.map(({ text }) => text)).toEqual([]);
  });
});

describe("who wrote an error text", () => {
  it.each([
    ["dial tcp: lookup sg.main2.kafka.metis.service: Try again", /musl/, "EAI_AGAIN"],
    ["lookup x.test: Temporary failure in name resolution", /glibc/, "EAI_AGAIN"],
    ["lookup x.test on 10.0.0.2:53: no such host", /Go's own/, "no such host"],
    ["lookup x.test: no such host", /cgo/, "no such host"],
    [
      "lookup x on [::1]:53: read udp [::1]:4242->[::1]:53: read: connection refused",
      /Go's own/,
      "default servers",
    ],
    ["address only6: no suitable address found", /either/, "no suitable address found"],
    ["lookup x: Invalid flags", /musl/, "EAI_BADFLAGS"],
    ["getaddrinfo EAI_AGAIN x.test", /runtime/, "EAI_AGAIN"],
  ])("%s", (text, path, code) => {
    const reading = readErrorText(text);
    expect(reading?.path).toMatch(path);
    expect(reading?.code).toBe(code);
  });
});

describe("what is easily misread", () => {
  it("an address with a port other than 53: the lookup is not what failed", () => {
    for (const words of ["i/o timeout", "connect: connection refused", "connect: network is unreachable"]) {
      const reading = readErrorText(`dial tcp 192.0.2.7:8443: ${words}`);
      expect(reading).toMatchObject({ lookup: "succeeded", server: null, address: "192.0.2.7:8443" });
      expect(readErrorText(`dial tcp 192.0.2.7:53: ${words}`)).toMatchObject({
        lookup: "failed",
        server: "192.0.2.7:53",
        address: null,
      });
    }
  });

  it("a timeout without a server is the caller's deadline, with one it is the server's", () => {
    expect(readErrorText("lookup db: i/o timeout")).toMatchObject({
      code: "caller's deadline",
      server: null,
    });
    expect(readErrorText("lookup db on 192.0.2.1:53: i/o timeout")).toMatchObject({ code: "i/o timeout" });
  });

  it("127.0.0.1:53 refused is a resolver that is down; [::1]:53 refused are Go's default servers", () => {
    const refused = (server: string) =>
      readErrorText(`lookup db on ${server}: read udp ${server}->${server}: read: connection refused`)?.code;
    expect(refused("127.0.0.1:53")).toBe("local resolver down");
    expect(refused("[::1]:53")).toBe("default servers");
    expect(readErrorText("lookup db on [::1]:53: server misbehaving")?.code).toBe("server misbehaving");
  });

  it("the server that is named wins over a libc's words in a name or around", () => {
    expect(
      readErrorText('Try again: lookup db on 192.0.2.1:53: no such host: "Name does not resolve"'),
    ).toMatchObject({
      path: "Go's own resolver (pure Go)",
      code: "no such host",
    });
  });

  it("words alone say what cannot be told", () => {
    for (const words of ["connection refused", "i/o timeout", "EOF"]) {
      expect(readErrorText(words)).toMatchObject({ lookup: "not told", name: null });
      expect(readErrorText(words)?.notMeaning).toContain("does not tell");
    }
  });

  it("a code alone is no host name", () => {
    for (const code of ["EAI_NODATA", "SERVFAIL", "NXDOMAIN", "EAI_FAIL", "REFUSED"]) {
      expect(readErrorText(code), code).toMatchObject({ name: null });
    }
  });

  it("quotes of JSON within logs, and colours, are taken off", () => {
    expect(
      readErrorText('{"msg":"{\\\\\\"e\\\\\\":\\\\\\"lookup db on 192.0.2.1:53: no such host\\\\\\"}"}'),
    ).toMatchObject({
      name: "db",
      server: "192.0.2.1:53",
    });
    expect(readErrorText("\u001b[31mlookup db: Try again\u001b[0m")).toMatchObject({
      name: "db",
      code: "EAI_AGAIN",
    });
  });

  it("a URL, a scheme or quotes where a host name belongs are told", () => {
    expect(readErrorText("lookup http://db.example: no such host")?.next.join()).toContain(
      "scheme or a path",
    );
    expect(readErrorText("getaddrinfo EAI_AGAIN https https:80")?.next.join()).toContain("scheme of a URL");
    expect(readErrorText('getaddrinfo EAI_AGAIN "localhost"')?.next.join()).toContain("quotes");
  });

  it("words behind a lookup that are not known are told as such", () => {
    expect(readErrorText("lookup db on 192.0.2.1:53: flux capacitor")).toMatchObject({
      code: "other",
      server: "192.0.2.1:53",
      name: "db",
    });
    expect(readErrorText("lookup db: flux capacitor")).toMatchObject({ code: "other", name: "db" });
  });

  it.each([
    "permission denied",
    "hello world",
    "",
    "lookup failed",
    "please look this up",
    "x".repeat(50_000),
  ])("says nothing about a text that is none: %.40s", (text) => expect(readErrorText(text)).toBeNull());
});
