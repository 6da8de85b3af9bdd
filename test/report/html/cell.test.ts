import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { noChromium } from "../../support/browser.ts";
import { cell, founding, hashOf, kafka, report, seen, startVisiting, takeApart } from "./visit.ts";

/** A cell on a host that answers system calls by itself. */
const onHost = `/founding/host-readv/${kafka}/ip/alpine-3.8/centos-7.6/musl@1.1.19`;

describe.skipIf(noChromium)("the HTML page", () => {
  const { visit } = startVisiting();

  describe("an opened cell", () => {
    test("shows outcome, mode, packets and files beside the neighbour that it differs from", () =>
      visit(async (page) => {
        await cell(page, founding).click();
        const dialog = page.getByRole("dialog", { name: "An indented resolv.conf sends libc to 127.0.0.1" });
        await dialog.waitFor();
        expect(await seen(dialog.locator(".note").first())).toBe(
          "≠ outcome musl@1.1.19 fails: Try again; go@1.24 answers 10.21.42.97",
        );
        const go = dialog.getByRole("region", { name: "alpine-3.8 / go@1.24" });
        expect(await facts(go)).toMatchObject({
          Outcome: "✓ answer 10.21.42.97",
          Asked: "10.247.3.10:53",
          Time: "0.9 ms",
          Mode: 'cgo because resolv.conf line 1: unknown keyword "#": a program built with cgo asks the libc, one without uses files,dns',
          "A cgo build":
            "prints the libc's: ✗ EAI_AGAIN (-3) temporary lookup sg.main2.kafka.metis.service: Try again",
        });
        const musl = dialog.getByRole("region", { name: "alpine-3.8 / musl@1.1.19" });
        expect(await facts(musl)).toMatchObject({
          Outcome: "✗ EAI_AGAIN (-3) temporary Try again",
          Asked: "127.0.0.1:53",
          Time: "5.0 s",
        });
        expect(await musl.locator("dd.differs").count()).toBe(3);
        expect(await seen(musl.locator("figcaption"))).toBe(
          "4 queries in 5.0 s; nothing came or went for 5.0 s of it.",
        );
        expect(await musl.locator(".lane").allInnerTexts()).toEqual([
          "127.0.0.1:53 no server of the scenario",
        ]);
        expect(await musl.locator(".messages tbody tr").allInnerTexts()).toEqual([
          `0.2 ms\tA UDP ${kafka}.\tICMP port unreachable\t–`,
          `0.3 ms\tAAAA UDP ${kafka}.\tICMP port unreachable\t–`,
          `2.5 s\tA UDP ${kafka}. try 2\tICMP port unreachable\t–`,
          `2.5 s\tAAAA UDP ${kafka}. try 2\tICMP port unreachable\t–`,
        ]);
        expect(await dialog.locator(".file figcaption").allInnerTexts()).toEqual([
          "/etc/resolv.conf 0644",
          "/etc/nsswitch.conf does not exist",
        ]);
        expect(await dialog.locator(".file .blanks").first().textContent()).toBe("  ");
        expect(await dialog.getByRole("link", { name: /segmentfault/ }).getAttribute("rel")).toBe(
          "noreferrer",
        );
      }));

    test("tells what the host changes", () =>
      visit(
        async (page) => {
          const dialog = page.getByRole("dialog");
          await dialog.waitFor();
          const around = dialog.locator("section", { hasText: "Around it" });
          expect(await seen(around)).toContain(
            "centos-7.6: A host whose readv reads nothing into an empty first buffer (imitates CentOS 7.6 as the story tells it; unproved)",
          );
          expect(await seen(around)).toContain("readv answers 0");
        },
        { hash: onHost },
      ));

    test("draws a line per question, a mark per try, TCP apart, and the time in which nothing came", () =>
      visit(async (page) => {
        const tcp = await chartOf(
          page,
          "/truncation-and-tcp/forty-addresses/many.example/ip/debian-13-musl/musl@1.2.5",
        );
        expect(tcp.lines).toEqual([
          "AUDP NOERROR, 3 answers, truncated",
          "AAAAUDP NOERROR, no answers",
          "ATCP NOERROR, 40 answers",
        ]);
        expect(tcp.bars).toEqual(["answered type-a udp", "answered type-aaaa udp", "answered type-a tcp"]);
        const dropped = await chartOf(
          page,
          "/address-families/aaaa-dropped/api.example/ip/debian-12-glibc/glibc@2.36",
        );
        expect(dropped.lines).toEqual(["AUDP NOERROR, 1 answer ×2", "AAAAUDP no reply ×3"]);
        expect(dropped.gaps).toEqual(["2.0 s", "2.0 s", "2.0 s"]);
        const silent = await chartOf(
          page,
          "/timeouts-and-servers/first-server-silent/metrics.example/ip/alpine-3.8/go@1.24",
        );
        expect(silent.lanes).toEqual(["10.247.3.9:53 silent", "10.247.3.10:53 open"]);
      }));

    test("can stand beside any other cell of its row", () =>
      visit(
        async (page) => {
          const select = page.getByRole("combobox", { name: "Cell beside" });
          await select.selectOption({ label: "debian-12-glibc / glibc@2.36 ✗ EAI_AGAIN, 1.3 ms" });
          await page.getByRole("region", { name: "debian-12-glibc / glibc@2.36" }).waitFor();
          expect(await page.getByRole("region", { name: "alpine-3.8 / go@1.24" }).count()).toBe(1);
          expect(await select.evaluate((element) => element === document.activeElement)).toBe(true);
        },
        { hash: founding },
      ));

    test("that is unavailable tells why", () =>
      visit(
        async (page) => {
          const pane = page.getByRole("region", { name: "centos-7.4 / go@1.24" });
          expect((await facts(pane)).Outcome).toMatch(
            /^\? unavailable image centos-7.4 is unavailable: registry centos:7.4/,
          );
          expect(await pane.locator(".timeline, .messages").count()).toBe(0);
        },
        { hash: founding.replace("alpine-3.8", "centos-7.4") },
      ));

    test("leads to the next difference and to the one before", () =>
      visit(
        async (page) => {
          await page.getByRole("button", { name: "next difference ›" }).click();
          expect(hashOf(page)).toBe(
            `#${founding.replace("alpine-3.8/go@1.24", "debian-11-musl/musl@1.2.2")}`,
          );
          await page.getByRole("button", { name: "‹ previous difference" }).click();
          expect(hashOf(page)).toBe(`#${founding}`);
        },
        { hash: founding },
      ));
  });

  describe("addresses", () => {
    test("a link opens its cell; closing leaves the matrix, back opens it again", () =>
      visit(
        async (page) => {
          const dialog = page.getByRole("dialog");
          await dialog.waitFor();
          await page.getByRole("button", { name: "Close" }).click();
          expect(await dialog.count()).toBe(0);
          expect(hashOf(page)).toBe("");
          await page.goBack();
          await dialog.waitFor();
          expect(hashOf(page)).toBe(`#${founding}`);
          await page.goForward();
          await dialog.waitFor({ state: "detached" });
        },
        { hash: founding },
      ));

    test("every cell's link leads to that cell", () =>
      visit(async (page) => {
        await takeApart(page);
        const hrefs = await page
          .locator("#matrix td a[data-cell]")
          .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
        expect(new Set(hrefs).size).toBe(report.cells.length);
        for (const href of [hrefs[0], hrefs[171], hrefs.at(-1)]) {
          await page.evaluate((hash) => {
            location.hash = hash;
          }, href ?? "");
          await page.getByRole("dialog").waitFor();
          expect(await page.locator(".side a").first().getAttribute("href")).toBe(href);
        }
      }));

    test("a cell that this report does not have is told", () =>
      visit(
        async (page) => {
          await page.getByText("The address names a cell that this report does not have.").waitFor();
          expect(await page.getByRole("dialog").count()).toBe(0);
        },
        { hash: "/founding/gone/a/ip/b/c" },
      ));

    test("the unexpected ones are listed and linked in the head", () =>
      visit(async (page) => {
        await page.getByText("✗ 2 unexpected").click();
        await page
          .getByRole("link", { name: "address-families/aaaa-dropped debian-13-musl/musl@1.2.5" })
          .click();
        await page.getByRole("dialog", { name: "A answers, AAAA is never answered" }).waitFor();
        expect(await seen(page.locator(".note.mark-unexpected"))).toBe(
          "! unexpected expected an answer, got EAI_AGAIN (Try again) scenarios/address-families/aaaa-dropped.yaml:31",
        );
      }));
  });
});

async function facts(pane: Locator): Promise<Record<string, string>> {
  const terms = await pane.locator("dt").allInnerTexts();
  const texts = await pane.locator("dd").allInnerTexts();
  return Object.fromEntries(terms.map((term, index) => [term, (texts[index] ?? "").replace(/\s+/g, " ")]));
}

async function chartOf(page: Page, address: string) {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#${address}`);
  const side = page.locator(".side").first();
  await side.locator(`a[href="#${address}"]`).waitFor();
  const texts = (selector: string) =>
    side.locator(selector).evaluateAll((all) => all.map((one) => one.textContent ?? ""));
  const lines = await side
    .locator(".line:not(.axis)")
    .evaluateAll((all) =>
      all.map(
        (one) =>
          `${one.querySelector(".question")?.textContent} ${one.querySelector(".became")?.textContent}`,
      ),
    );
  const bars = await side
    .locator(".bar")
    .evaluateAll((all) => all.map((one) => one.className.replace("bar ", "")));
  return { lines, bars, lanes: await texts(".lane"), gaps: await texts(".gap-label") };
}
