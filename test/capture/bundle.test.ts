/** Bundles: what the script says is understood, and anything else is refused with its line. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BundleError, readBundle } from "../../harness/capture/bundle.ts";
import type { Asked } from "../../harness/capture/heard.ts";
import { messageOf } from "../../harness/capture/same-reply.ts";
import { hexBytes } from "../../harness/wire/bytes.ts";
import { encodeQuery } from "../../harness/wire/query.ts";

/** A reply to h.test. A: 192.0.2.1. */
const REPLY = "524d8580000100010000000001680474657374000001 0001c00c00010001000000000004c0000201".replace(
  " ",
  "",
);
const BUNDLE = `resolver-matrix bundle 1
hostname box
user 1000
libc /lib/ld-musl-x86_64.so.1
|musl libc (x86_64)
|Version 1.2.5
env RES_OPTIONS
|ndots:2
file /etc/resolv.conf
|nameserver 10.0.0.1
\\search a.test
absent /etc/host.conf
absent /etc/nsswitch.conf
unreadable /etc/hosts
reply 10.0.0.1 udp h.test A plain ${REPLY}
reply 10.0.0.1 udp h.test AAAA plain none
reply 10.0.0.1 tcp h.test A plain closed
end
`;

const never = new AbortController().signal;
function asked(type: "A" | "AAAA", fields: Partial<Asked> = {}): Asked {
  const { name = "h.test." } = fields;
  const query = encodeQuery({ id: 9, name, type: type === "A" ? 1 : 28 });
  return { server: "10.0.0.1", transport: "udp", name, type, edns: false, query, ...fields };
}

test("a place", () => {
  const { place } = readBundle(BUNDLE);
  expect(place).toMatchObject({ hostname: "box", user: 1000, env: { RES_OPTIONS: "ndots:2" } });
  expect(place.libcs).toEqual(["/lib/ld-musl-x86_64.so.1 (musl libc (x86_64) Version 1.2.5)"]);
  const { "/etc/resolv.conf": conf, ...others } = place.files;
  expect(conf?.kind === "content" && Buffer.from(conf.bytes).toString()).toBe(
    "nameserver 10.0.0.1\nsearch a.test",
  );
  expect(others).toEqual({
    "/etc/nsswitch.conf": { kind: "absent" },
    "/etc/hosts": { kind: "failing", errno: "EACCES" },
  });
});

describe("replies", () => {
  test("as they were, with EDNS as without, in whatever case", async () => {
    const { ask, untold } = readBundle(BUNDLE);
    const bytes = hexBytes(REPLY);
    expect(await ask(asked("A"), never)).toEqual({ kind: "reply", bytes, afterMs: 0 });
    expect(await ask(asked("A", { edns: true }), never)).toEqual({ kind: "reply", bytes, afterMs: 0 });
    const upper = await ask(asked("A", { name: "H.test." }), never);
    expect(upper.kind === "reply" && messageOf(upper.bytes)?.questions).toMatchObject([{ name: "H.test." }]);
    expect(await ask(asked("AAAA"), never)).toEqual({ kind: "silence" });
    expect(await ask(asked("A", { transport: "tcp" }), never)).toEqual({ kind: "closed" });
    expect(untold).toEqual([]);
  });

  test("what is not in it does not exist, and is told", async () => {
    const { ask, untold } = readBundle(BUNDLE);
    const answered = await ask(asked("A", { name: "other." }), never);
    expect(answered.kind === "reply" && messageOf(answered.bytes)?.header.rcode).toBe(3);
    expect(untold.map(({ name }) => name)).toEqual(["other."]);
  });
});

describe("what is refused", () => {
  test.each([
    ["another file", "nameserver 10.0.0.1\n", 1],
    ["one that is cut off", BUNDLE.replace("end\n", ""), 17],
    ["a line of no file", "resolver-matrix bundle 1\n|x\nend\n", 2],
    ["a reply that is no hex", BUNDLE.replace(REPLY, "zz"), 15],
    ["a reply over nothing", BUNDLE.replace("udp h.test A plain", "ip h.test A plain"), 15],
    ["a user without a number", BUNDLE.replace("user 1000", "user root"), 3],
  ])("%s", (_, text, line) => {
    expect(() => readBundle(text)).toThrow(expect.objectContaining({ name: "BundleError", line }));
  });

  test("whatever else", () => {
    const line = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(...BUNDLE.split("\n")),
      fc.constantFrom("reply", "file", "user", "env", "libc", "|", "\\"),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        try {
          readBundle(["resolver-matrix bundle 1", ...lines, "end", ""].join("\n"));
        } catch (error) {
          expect(error).toBeInstanceOf(BundleError);
        }
      }),
    );
  });
});
