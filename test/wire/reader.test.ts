import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WireError } from "../../harness/wire/errors.ts";
import { encodeMessage, header, type ResourceRecord } from "../../harness/wire/message.ts";
import { TYPE } from "../../harness/wire/mnemonics.ts";
import { MessageReader, SECTIONS } from "../../harness/wire/reader.ts";

const record = (name: string, data: readonly number[]): ResourceRecord => ({
  name,
  type: TYPE.A,
  class: 1,
  ttl: 60,
  data: Uint8Array.from(data),
});
const bytes = encodeMessage({
  header: header({ id: 513, reply: true, recursionAvailable: true, rcode: 3 }),
  questions: [
    { name: "one.test.", type: TYPE.A, class: 1 },
    { name: "two.test.", type: TYPE.AAAA, class: 1 },
  ],
  answers: [record("one.test.", [1, 1, 1, 1]), record("two.test.", [2, 2, 2, 2])],
  authority: [],
  additional: [record("three.test.", [3, 3, 3, 3])],
});

describe("a reader", () => {
  it("gives header, questions and records in order", () => {
    const reader = new MessageReader(bytes);
    expect(reader.header).toMatchObject({ id: 513, reply: true, recursionAvailable: true, rcode: 3 });
    expect(reader.counts).toEqual({ questions: 2, answers: 2, authority: 0, additional: 1 });
    expect(reader.question()).toEqual({ name: "one.test.", type: TYPE.A, class: 1 });
    expect(reader.question()?.name).toBe("two.test.");
    expect(reader.question()).toBeNull();
    expect(reader.record("answers")).toMatchObject({
      name: "one.test.",
      type: TYPE.A,
      class: 1,
      ttl: 60,
      length: 4,
    });
    expect([...reader.rdata()]).toEqual([1, 1, 1, 1]);
    expect(reader.skip("answers")).toBe(true);
    expect(reader.record("answers")).toBeNull();
    expect(reader.record("authority")).toBeNull();
    expect(reader.record("additional")?.name).toBe("three.test.");
    expect([...reader.rdata()]).toEqual([3, 3, 3, 3]);
    expect(reader.skip("additional")).toBe(false);
    expect(reader.offset).toBe(bytes.length);
  });

  it("gives the same record header until it moves on", () => {
    const reader = new MessageReader(bytes);
    reader.skipQuestions();
    expect(reader.record("answers")).toBe(reader.record("answers"));
  });

  it("skips what was not asked for", () => {
    expect(new MessageReader(bytes).record("additional")?.name).toBe("three.test.");
  });

  it("does not go back", () => {
    const reader = new MessageReader(bytes);
    reader.record("additional");
    expect(() => reader.record("answers")).toThrow(/lies behind the cursor/);
    expect(reader.question()).toBeNull();
  });

  it("gives no data before a header was read", () => {
    expect(() => new MessageReader(bytes).rdata()).toThrow(WireError);
  });
});

describe("a message that is cut short breaks only where it is cut", () => {
  const reading = (length: number) => {
    const steps: string[] = [];
    try {
      const reader = new MessageReader(bytes.subarray(0, length));
      steps.push("header");
      reader.skipQuestions();
      steps.push("questions");
      reader.record("answers");
      steps.push("record header");
      reader.rdata();
      steps.push("rdata");
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      steps.push(`${error.what} at ${error.offset}`);
    }
    return steps;
  };

  it.each([
    [11, ["header at 11"]],
    [12, ["header", "question name at 12"]],
    [22, ["header", "question at 22"]],
    [25, ["header", "question at 22"]],
    [26, ["header", "question name at 26"]],
    [36, ["header", "questions", "owner name in answers at 36"]],
    [47, ["header", "questions", "record header in answers at 38"]],
    [48, ["header", "questions", "record header", "rdata at 48"]],
    [52, ["header", "questions", "record header", "rdata"]],
  ])("at %i bytes", (length, steps) => expect(reading(length)).toEqual(steps));
});

it("never does anything but read or throw a WireError", () => {
  const steps = fc.array(fc.constantFrom("question", "rdata", ...SECTIONS), { maxLength: 20 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), steps, (message, calls) => {
      try {
        const reader = new MessageReader(message, 10);
        for (const call of calls) {
          if (call === "question") reader.question();
          else if (call === "rdata") reader.rdata();
          else reader.record(call);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(WireError);
      }
    }),
    { numRuns: 1000 },
  );
});
