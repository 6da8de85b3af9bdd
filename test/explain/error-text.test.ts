import { describe, expect, it } from "vitest";
import { readErrorText } from "../../harness/explain/error-text.ts";

describe("an error text tells which resolver wrote it", () => {
  it.each([
    ["dial tcp: lookup sg.main2.kafka.metis.service: Try again", /musl/, "EAI_AGAIN"],
    ["lookup x.test: Temporary failure in name resolution", /glibc/, "EAI_AGAIN"],
    ["lookup x.test on 10.0.0.2:53: no such host", /Go's own/, "no such host"],
    ["lookup x.test: no such host", /cgo/, "no such host"],
    ["lookup x on 10.0.0.2:53: server misbehaving", /Go's own/, "server misbehaving"],
    [
      "lookup x on [::1]:53: read udp [::1]:4242->[::1]:53: read: connection refused",
      /Go's own/,
      "default servers",
    ],
    ["lookup x on 10.0.0.2:53: read udp 10.0.0.9:4242->10.0.0.2:53: i/o timeout", /Go's own/, "i/o timeout"],
    ["curl: (6) getaddrinfo() thread failed to start", /curl/, "clone3"],
    ["ping: bad address 'x.test'", /BusyBox/, "any"],
    ["address only6: no suitable address found", /either/, "no suitable address found"],
    ["lookup x: Invalid flags", /musl/, "EAI_BADFLAGS"],
    ["getaddrinfo EAI_AGAIN x.test", /runtime/, "EAI_AGAIN"],
  ])("%s", (text, path, code) => {
    const reading = readErrorText(text);
    expect(reading?.path).toMatch(path);
    expect(reading?.code).toBe(code);
  });

  it("says nothing about a text that is none of these", () => {
    expect(readErrorText("permission denied")).toBeNull();
  });
});
