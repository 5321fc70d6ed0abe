import type { EndpointInput } from "#contract/endpoint.ts";
import type { AgentRun, ShownMessage, ToolCall, workflows } from "#contract/workflows.ts";

type CreateRunBody = EndpointInput<typeof workflows.createAgentRun>["body"];
export type MessageRole = CreateRunBody["input"]["messages"][number]["role"];

export const MESSAGE_ROLES: readonly MessageRole[] = [
  "system",
  "developer",
  "user",
  "assistant",
  "tool",
];

/** A message in the editor; the key stays with it wherever it is moved. */
export interface DraftMessage {
  key: number;
  role: MessageRole;
  content: string;
  /** Of an assistant; kept while it has another role, and sent only as one. */
  tool_calls?: readonly ToolCall[];
  /** Of a tool's result; likewise. */
  tool_call_id?: string;
}

/** Where the answer is sent: this tab's inbox, a URL, or nowhere, as who polls needs none. */
export type DeliveryChoice = "inbox" | "url" | "none";

/** The form that starts a run. */
export interface RunForm {
  messages: readonly DraftMessage[];
  /** "" is the workflow's own model. */
  model: string;
  /** As typed; "" is no limit but the model's. */
  max_output_tokens: string;
  delivery: DeliveryChoice;
  url: string;
}

const FIRST_MESSAGE = "What is the weather like in Paris?";

/** The form prefilled with one question, so that a press runs it. */
export function newRunForm(delivery: DeliveryChoice): RunForm {
  return {
    messages: [{ key: 1, role: "user", content: FIRST_MESSAGE }],
    model: "",
    max_output_tokens: "",
    delivery,
    url: "",
  };
}

/** The form with the conversation and model of an earlier run, to be changed and run again. */
export function formFromRun(form: RunForm, run: Pick<AgentRun, "input" | "model">): RunForm {
  const messages = run.input.messages.map(({ role, ...said }, index): DraftMessage => {
    const known = MESSAGE_ROLES.find((one) => one === role) ?? "user";
    return { key: index + 1, role: known, ...defined(said) };
  });
  return messages.length === 0 ? form : { ...form, messages, model: run.model };
}

/** The form as the request says it; `inboxUrl` is where the inbox is, or words in its place until there is one. */
export function runBody(form: RunForm, inboxUrl: string): CreateRunBody {
  const { messages, model, max_output_tokens, delivery, url } = form;
  const to = delivery === "inbox" ? inboxUrl : url.trim();
  return {
    input: { messages: messages.map(messageBody) },
    ...(model === "" ? {} : { model }),
    // What is no number goes out as null, for the gateway to name the field.
    ...(max_output_tokens.trim() === "" ? {} : { max_output_tokens: Number(max_output_tokens) }),
    ...(delivery === "none" ? {} : { webhook: { url: to } }),
  };
}

function messageBody(message: DraftMessage): CreateRunBody["input"]["messages"][number] {
  const { role, content, tool_calls = [], tool_call_id } = message;
  if (role === "tool") return { role, content, tool_call_id: tool_call_id ?? "" };
  if (role !== "assistant" || tool_calls.length === 0) return { role, content };
  return { role, content, tool_calls: [...tool_calls] };
}

/** The fields of a shown message that are there. */
function defined({
  content,
  tool_calls,
  tool_call_id,
}: Omit<ShownMessage, "role">): Omit<DraftMessage, "key" | "role"> {
  return {
    content,
    ...(tool_calls === undefined ? {} : { tool_calls }),
    ...(tool_call_id === undefined ? {} : { tool_call_id }),
  };
}

/** The messages with a tool call and its result at the end, filled in as an example. */
export function addToolCall(messages: readonly DraftMessage[]): DraftMessage[] {
  const key = Math.max(0, ...messages.map((message) => message.key)) + 1;
  const id = `call_${key}`;
  const tool = { name: "get_weather", arguments: '{"city":"Paris"}' };
  return [
    ...messages,
    { key, role: "assistant", content: "", tool_calls: [{ id, type: "function", function: tool }] },
    { key: key + 1, role: "tool", content: '{"temperature_c":18,"rain":false}', tool_call_id: id },
  ];
}

/** The messages with one more at the end: the other side's turn. */
export function addMessage(messages: readonly DraftMessage[]): DraftMessage[] {
  const key = Math.max(0, ...messages.map((message) => message.key)) + 1;
  const role = messages.at(-1)?.role === "user" ? "assistant" : "user";
  return [...messages, { key, role, content: "" }];
}

/** The messages without one of them; the last one stays. */
export function removeMessage(
  messages: readonly DraftMessage[],
  key: number,
): readonly DraftMessage[] {
  return messages.length === 1 ? messages : messages.filter((message) => message.key !== key);
}

/** The messages with one changed in place. */
export function changeMessage(
  messages: readonly DraftMessage[],
  key: number,
  change: Partial<Omit<DraftMessage, "key">>,
): DraftMessage[] {
  return messages.map((message) => (message.key === key ? { ...message, ...change } : message));
}

/** The messages with one a place earlier (-1) or later (1); at the ends nothing moves. */
export function moveMessage(
  messages: readonly DraftMessage[],
  key: number,
  by: -1 | 1,
): readonly DraftMessage[] {
  const from = messages.findIndex((message) => message.key === key);
  const moved = messages[from];
  const other = messages[from + by];
  if (moved === undefined || other === undefined) return messages;
  return messages.with(from, other).with(from + by, moved);
}
