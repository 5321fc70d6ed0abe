import fc from "fast-check";
import { expect, it } from "vitest";
import type { Answer, AnswerPart } from "./answer.ts";
import { readChatAnswer } from "./chat/read-answer.ts";
import { writeChatAnswer } from "./chat/write-answer.ts";
import { readResponsesAnswer } from "./responses/read-answer.ts";
import { writeResponsesAnswer } from "./responses/write-answer.ts";
import { chat, response } from "./test-answers.ts";

const saying = fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => `${text}.`);
const logprobs = fc.option(
  fc.array(fc.record({ token: saying, logprob: fc.double({ max: 0, noNaN: true, min: -99 }) }), {
    minLength: 1,
    maxLength: 2,
  }),
);
const citation = fc.record({
  start_index: fc.nat(),
  end_index: fc.nat(),
  title: saying,
  url: fc.webUrl(),
});
const text = fc.record({
  type: fc.constant("text" as const),
  text: saying,
  citations: fc.array(citation, { maxLength: 2 }),
  logprobs,
});
const refusal = fc.record({
  type: fc.constant("refusal" as const),
  refusal: saying,
  logprobs: fc.constant(null),
});
const call = fc.record({
  type: fc.constant("tool_call" as const),
  call_id: saying,
  name: saying,
  arguments: fc.json(),
});
const thought = fc.record({ type: fc.constant("thought" as const), text: saying });

/** Parts in the one order that chat completions have: a text, or a refusal, or both, and then calls. */
const chatParts: fc.Arbitrary<AnswerPart[]> = fc
  .tuple(fc.option(text), fc.option(refusal), fc.array(call, { maxLength: 2 }))
  .filter(([said, refused, calls]) => said !== null || refused !== null || calls.length > 0)
  .map(([said, refused, calls]) => [said, refused, ...calls].filter((part) => part !== null));

/** Parts in any order. */
const responseParts: fc.Arbitrary<AnswerPart[]> = fc.array(fc.oneof(text, refusal, call, thought), {
  maxLength: 5,
});

function answersOf(parts: fc.Arbitrary<AnswerPart[]>, choices: number): fc.Arbitrary<Answer> {
  const choice = fc.record({
    parts,
    finish: fc.constantFrom("stop" as const, "length" as const, "content_filter" as const),
  });
  return fc
    .record({
      id: saying,
      created_at: fc.nat(),
      model: saying,
      choices: fc.array(choice, { minLength: 1, maxLength: choices }),
      usage: fc.option(
        fc.record({
          input_tokens: fc.nat(),
          cached_input_tokens: fc.nat(),
          output_tokens: fc.nat(),
          thought_tokens: fc.nat(),
        }),
      ),
    })
    .map((answer) => ({
      ...answer,
      choices: answer.choices.map(({ parts: said, finish }) => {
        const isCall = finish === "stop" && said.some(({ type }) => type === "tool_call");
        return { parts: said, finish: isCall ? "tool_calls" : finish };
      }),
    }));
}

function sent(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

it("an answer written as a chat completion and read again is the same answer, of any number of choices", () => {
  fc.assert(
    fc.property(answersOf(chatParts, 3), (answer) => {
      expect(readChatAnswer(sent(writeChatAnswer(answer, chat, 1)))).toEqual(sent(answer));
    }),
  );
});

it("an answer written as a response and read again is the same answer, its parts in their order", () => {
  fc.assert(
    fc.property(answersOf(responseParts, 1), (answer) => {
      expect(readResponsesAnswer(sent(writeResponsesAnswer(answer, response, 1)))).toEqual(
        sent(answer),
      );
    }),
  );
});
