import { expect, test, vi } from "vitest";
import { remembered } from "../../../harness/resolvers/go/remembered.ts";
import { featuresOf } from "../../../harness/resolvers/go/versions.ts";

const OLD = featuresOf({ version: "1.11" });
const NEW = featuresOf({ version: "1.27" });

test("a file is read again for another release, host name or content, and else once", () => {
  const make = vi.fn((content: string, hostname: string) => ({ content, hostname }));
  const read = remembered(make);
  const first = read("search a\n", "box", NEW);
  expect(read("search a\n", "box", NEW)).toBe(first);
  expect(read("search a\n", "box", OLD)).not.toBe(first);
  expect(read("search a\n", "b", NEW).hostname).toBe("b");
  expect(read("search b\n", "box", NEW).content).toBe("search b\n");
  expect(make).toHaveBeenCalledTimes(4);
});

test("a long run of other files does not pile up", () => {
  const make = vi.fn((content: string) => content);
  const read = remembered(make);
  for (let file = 0; file < 200; file += 1) read(`${file}`, "box", NEW);
  expect(read("0", "box", NEW)).toBe("0");
  expect(make).toHaveBeenCalledTimes(201);
});
