import fc from "fast-check";
import type {
  Conversation,
  MediaPart,
  Part,
  Settings,
  SettingName,
  StatedSettings,
  Tool,
  Turn,
} from "./conversation.ts";
import { REASONING_EFFORTS } from "./conversation.ts";
import { PNG } from "./test-items.ts";

/** What a generated conversation may hold: as much as the form that it is for can express. */
export interface Limits {
  hasUrls: boolean;
  details: readonly MediaPart["detail"][];
  hasRefusals: boolean;
  roles: readonly ("system" | "developer")[];
  settings: Partial<{ [Name in SettingName]: fc.Arbitrary<Settings[Name]> }>;
}

const path = "";
const word = fc.stringMatching(/^[a-z]{1,8}$/);
/** Texts with quotes, line ends and characters beyond the first plane, but not of white space alone. */
const saying = fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => `${text}.`);
const schema = fc.record({
  type: fc.constant("object"),
  properties: fc.dictionary(word, fc.constantFrom({ type: "string" }, { type: "number" })),
  additionalProperties: fc.constant(false),
});

export const SETTINGS = {
  max_output_tokens: fc.integer({ min: 1, max: 8_192 }),
  temperature: fc.double({ min: 0, max: 1, noNaN: true }),
  top_p: fc.double({ min: 0, max: 1, noNaN: true }),
  top_k: fc.integer({ min: 1, max: 100 }),
  frequency_penalty: fc.double({ min: -2, max: 2, noNaN: true }),
  presence_penalty: fc.double({ min: -2, max: 2, noNaN: true }),
  seed: fc.integer(),
  stop_sequences: fc.array(saying, { minLength: 1, maxLength: 4 }),
  n: fc.integer({ min: 2, max: 8 }),
  logprobs: fc.integer({ min: 0, max: 20 }),
  reasoning_effort: fc.constantFrom(...REASONING_EFFORTS),
  verbosity: fc.constantFrom("low" as const, "medium" as const, "high" as const),
  user: word,
  response_format: fc.oneof(
    fc.constant({ type: "json_object" as const }),
    fc.record({
      type: fc.constant("json_schema" as const),
      name: word,
      description: fc.option(saying),
      schema,
      strict: fc.option(fc.boolean()),
    }),
  ),
  tool_choice: fc.oneof(
    fc.record({ mode: fc.constantFrom("none" as const, "auto" as const, "required" as const) }),
    fc.record({ mode: fc.constant("named" as const), name: word }),
    fc.record({
      mode: fc.constant("allowed" as const),
      is_required: fc.boolean(),
      names: fc.array(word, { maxLength: 3 }),
    }),
  ),
  parallel_tool_calls: fc.boolean(),
} as const satisfies { [Name in SettingName]: fc.Arbitrary<Settings[Name]> };

/** Conversations within limits: instructions, then users and the assistant by turns, each call answered at once. */
export function conversations(limits: Limits): fc.Arbitrary<Conversation> {
  return fc.record({
    turns: turnsWithin(limits),
    tools: fc.array(tool, { maxLength: 3 }),
    settings: settingsWithin(limits),
  });
}

const tool: fc.Arbitrary<Tool> = fc.record({
  name: word,
  description: fc.option(saying),
  parameters: fc.option(schema),
  strict: fc.boolean(),
  path: fc.constant(path),
});

function settingsWithin({ settings }: Limits): fc.Arbitrary<StatedSettings> {
  const stated = Object.entries(settings).map(([name, values]) => [
    name,
    (values as fc.Arbitrary<unknown>).map((value) => ({ value, path })),
  ]);
  return fc.record(Object.fromEntries(stated), { requiredKeys: [] });
}

function turnsWithin(limits: Limits): fc.Arbitrary<Turn[]> {
  const instructions = fc.array(
    fc.record({
      role: fc.constantFrom(...limits.roles),
      parts: fc.tuple(text),
      path: fc.constant(path),
    }),
    { maxLength: 2 },
  );
  const exchange = fc.record({
    question: fc.array(fc.oneof(text, mediaWithin(limits)), { minLength: 1, maxLength: 3 }),
    answer: fc.array(limits.hasRefusals ? fc.oneof(text, refusal) : text, {
      minLength: 1,
      maxLength: 2,
    }),
    calls: fc.array(
      fc.record({
        name: word,
        input: fc.dictionary(word, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
        result: text,
      }),
      {
        maxLength: 2,
      },
    ),
  });
  return fc
    .tuple(instructions, fc.array(exchange, { minLength: 1, maxLength: 3 }))
    .map(([first, exchanges]) => [...first, ...exchanges.flatMap(turnsOfExchange)]);
}

const text: fc.Arbitrary<Part & { type: "text" }> = saying.map((said) => ({
  type: "text",
  text: said,
  path,
}));
const refusal: fc.Arbitrary<Part> = saying.map((said) => ({
  type: "refusal",
  refusal: said,
  path,
}));

function mediaWithin({ hasUrls, details }: Limits): fc.Arbitrary<Part> {
  const bytes = { kind: "base64", data: PNG } as const;
  const picture = fc.record({
    type: fc.constant("media" as const),
    kind: fc.constant("image" as const),
    source: fc.constantFrom(
      { ...bytes, media_type: "image/png" },
      ...(hasUrls ? [{ kind: "url" as const, url: "https://example.com/a.png" }] : []),
    ),
    detail: fc.constantFrom(...details),
    filename: fc.constant(null),
    path: fc.constant(path),
  });
  const document = fc.constant({
    type: "media" as const,
    kind: "document" as const,
    source: { ...bytes, media_type: "application/pdf" },
    detail: null,
    filename: null,
    path,
  });
  return fc.oneof(picture, document);
}

function turnsOfExchange(
  exchange: {
    question: Part[];
    answer: Part[];
    calls: { name: string; input: Record<string, unknown>; result: Part & { type: "text" } }[];
  },
  index: number,
): Turn[] {
  const calls = exchange.calls.map((call, at) => ({ ...call, call_id: `call_${index}_${at}` }));
  return [
    { role: "user", parts: exchange.question, path },
    {
      role: "assistant",
      parts: [
        ...exchange.answer,
        ...calls.map(({ call_id, name, input }) => ({
          type: "tool_call" as const,
          call_id,
          name,
          arguments: JSON.stringify(input),
          path,
        })),
      ],
      path,
    },
    ...calls.map(({ call_id, result }) => ({
      role: "user" as const,
      parts: [{ type: "tool_result" as const, call_id, parts: [result], path }],
      path,
    })),
  ];
}
