/** Puts questions to a record instead of to servers. */
import { encodeMessage, header } from "../wire/message.ts";
import { RCODE } from "../wire/mnemonics.ts";
import { type Answered, type Ask, type Asked, questionKey } from "./heard.ts";
import { messageOf } from "./same-reply.ts";

export interface Answers {
  readonly ask: Ask;
  /** What was asked and nobody can tell, as it comes up: such names are taken for ones that do not exist. */
  readonly untold: readonly Asked[];
}

/** @param answers by `questionKey` */
export function answersFrom(answers: ReadonlyMap<string, Answered>): Answers {
  const untold: Asked[] = [];
  return { untold, ask: async (asked) => answerOf(answers, asked, untold) };
}

/** With EDNS and over TCP servers say what they say without, unless it is known better. */
function answerOf(answers: ReadonlyMap<string, Answered>, asked: Asked, untold: Asked[]): Answered {
  const plain = { ...asked, edns: false };
  const known = [asked, plain, { ...plain, transport: "udp" as const }].flatMap(
    (question) => answers.get(questionKey(question)) ?? [],
  );
  const [answered] = known;
  if (answered !== undefined) return retold(answered, asked);
  untold.push(asked);
  const questions = messageOf(asked.query)?.questions ?? [];
  const bytes = encodeMessage({
    header: header({ reply: true, recursionDesired: true, recursionAvailable: true, rcode: RCODE.NXDOMAIN }),
    ...{ questions, answers: [], authority: [], additional: [] },
  });
  return { kind: "reply", bytes, afterMs: 0 };
}

/** The question in the reply is written as it was asked for this time. */
function retold(answered: Answered, asked: Asked): Answered {
  if (answered.kind !== "reply") return answered;
  const message = messageOf(answered.bytes);
  const questions = messageOf(asked.query)?.questions;
  if (message === null || questions === undefined || message.questions.length !== 1) return answered;
  const [before] = message.questions;
  const [now] = questions;
  if (before?.name === now?.name) return answered;
  return { ...answered, bytes: encodeMessage({ ...message, questions }) };
}
