import { describe, expect, it } from "vitest";
import { FRAME, type Frame } from "../../harness/lab/frames.ts";
import type { LabLink } from "../../harness/lab/link.ts";
import { utf8 } from "../../harness/lab/payload.ts";
import { fakeLabd } from "./support/fake-labd.ts";

/** Why a link ended, once it has. */
async function ended({ signal }: LabLink): Promise<string> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
  return String(signal.reason);
}

describe("LabLink", () => {
  it("waits for labd's greeting", async () => {
    expect(await fakeLabd().link.ready()).toEqual({ protocol: 2, arch: "x86_64", noVirtualClock: null });
  });

  it("refuses another protocol", async () => {
    const labd = fakeLabd({ protocol: 1, arch: "x86_64" });
    await expect(labd.link.ready()).rejects.toThrow("labd speaks protocol 1, this program speaks 2");
  });

  it("routes frames by id and drops those that nobody waits for", async () => {
    const { link, say } = fakeLabd();
    const seen: string[] = [];
    const receive = (name: string) => (frame: Frame) => seen.push(`${name} ${frame.type}`);
    const first = link.open(receive("first"));
    const second = link.open(receive("second"));
    const last = new Promise<void>((resolve) => {
      const third = link.open(() => resolve());
      say(FRAME.NET_READY, second.id);
      first.release();
      say(FRAME.CLOCK_IS, first.id);
      say(FRAME.NET_READY, 4711);
      say(FRAME.NET_READY, third.id);
    });
    await last;
    expect(seen).toEqual([`second ${FRAME.NET_READY}`]);
  });

  it("ends every wait, with the reason, when labd ends", async () => {
    const labd = fakeLabd();
    await labd.link.ready();
    labd.end("killed by SIGKILL");
    await expect(ended(labd.link)).resolves.toBe("Unavailable: labd ended: killed by SIGKILL");
    await expect(labd.link.ready()).rejects.toThrow("labd ended: killed by SIGKILL");
  });

  it("ends when it cannot understand labd", async () => {
    const labd = fakeLabd();
    labd.say(FRAME.HELLO, 0, utf8("{"));
    await expect(ended(labd.link)).resolves.toContain("labd sent something unintelligible");
  });

  it("does not write to a labd that it has closed", async () => {
    const labd = fakeLabd();
    labd.link.close();
    labd.link.send(FRAME.CLOCK, 1);
    await expect(labd.link.ready()).rejects.toThrow("the lab was closed");
  });
});
