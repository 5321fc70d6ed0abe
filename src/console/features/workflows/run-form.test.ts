import { CreateAgentRunBody } from "#contract/workflows.ts";
import { expect, test } from "vitest";
import {
  addMessage,
  addToolCall,
  changeMessage,
  formFromRun,
  moveMessage,
  newRunForm,
  removeMessage,
  runBody,
} from "./run-form.ts";

const INBOX = "http://127.0.0.1:8787/local/webhook-inboxes/inbox_1/hook";
const roles = (messages: readonly { role: string }[]) => messages.map(({ role }) => role);

test("the form as it opens is a request that the contract takes", () => {
  for (const delivery of ["inbox", "none"] as const) {
    expect(CreateAgentRunBody.safeParse(runBody(newRunForm(delivery), INBOX)).success).toBe(true);
  }
});

test("says no more than was chosen", () => {
  expect(runBody(newRunForm("none"), INBOX)).toEqual({
    input: { messages: [{ role: "user", content: "What is the weather like in Paris?" }] },
  });
});

test("names model, limit and webhook once they are chosen", () => {
  const form = {
    ...newRunForm("url"),
    model: "gpt-4o-mini",
    max_output_tokens: "200",
    url: " https://a.example/x ",
  };
  expect(runBody(form, INBOX)).toMatchObject({
    model: "gpt-4o-mini",
    max_output_tokens: 200,
    webhook: { url: "https://a.example/x" },
  });
  expect(runBody(newRunForm("inbox"), INBOX).webhook).toEqual({ url: INBOX });
});

test("a limit that is no number is refused by the contract, not dropped", () => {
  const body = runBody({ ...newRunForm("none"), max_output_tokens: "many" }, INBOX);
  expect(CreateAgentRunBody.safeParse(body).success).toBe(false);
});

test("a new message is the other side's turn and has a key of its own", () => {
  const two = addMessage(newRunForm("none").messages);
  const three = addMessage(removeMessage(addMessage(two), 1));
  expect(roles(two)).toEqual(["user", "assistant"]);
  expect(new Set(three.map(({ key }) => key)).size).toBe(three.length);
});

test("the last message cannot be removed", () => {
  const { messages } = newRunForm("none");
  expect(removeMessage(messages, 1)).toEqual(messages);
});

test("moves a message by one place and stops at the ends", () => {
  const messages = changeMessage(addMessage(newRunForm("none").messages), 1, { role: "system" });
  expect(roles(messages)).toEqual(["system", "assistant"]);
  expect(roles(moveMessage(messages, 1, 1))).toEqual(["assistant", "system"]);
  expect(roles(moveMessage(messages, 1, -1))).toEqual(["system", "assistant"]);
  expect(roles(moveMessage(messages, 2, 1))).toEqual(["system", "assistant"]);
});

test("a run is taken up again with what it was asked and by whom", () => {
  const messages = [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Why?" },
  ];
  const again = formFromRun(newRunForm("none"), { input: { messages }, model: "gpt-4o-mini" });
  expect(runBody(again, INBOX)).toEqual({ input: { messages }, model: "gpt-4o-mini" });
});

test("a run whose input was deleted leaves the form as it opens", () => {
  const form = newRunForm("none");
  expect(formFromRun(form, { input: { messages: [] }, model: "gpt-4o-mini" })).toEqual(form);
});

test("a tool call and its result survive being run again, and are sent as what they are", () => {
  const fresh = newRunForm("none");
  const form = { ...fresh, messages: addToolCall(fresh.messages) };
  const { messages } = runBody(form, "").input;
  expect(messages.slice(1)).toMatchObject([
    { role: "assistant", tool_calls: [{ id: "call_2", function: { name: "get_weather" } }] },
    { role: "tool", tool_call_id: "call_2" },
  ]);
  const again = formFromRun(fresh, { input: { messages: [...messages] }, model: "" });
  expect(runBody(again, "").input.messages).toEqual(messages);
});
