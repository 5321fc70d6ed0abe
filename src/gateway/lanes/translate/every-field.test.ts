import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { Conversation, MediaPart, Part, Settings, Tool, Turn } from "./conversation.ts";
import { DROPPED_BY_FORM } from "./dropped-fields.ts";
import { PNG, targetOf } from "./test-items.ts";
import { writeConversation } from "./to-wire.ts";
import { WIRE_FORMS } from "./wire-form.ts";
import { SETTING_NAMES } from "./write-settings.ts";

const FORMS = ["chat_completions", "responses", "messages", "generate_content"] as const;
type Form = (typeof FORMS)[number];

const SAMPLES: Settings = {
  max_output_tokens: 5,
  temperature: 0.5,
  top_p: 0.5,
  top_k: 5,
  frequency_penalty: 0.5,
  presence_penalty: 0.5,
  seed: 5,
  stop_sequences: ["END"],
  n: 5,
  logprobs: 5,
  reasoning_effort: "low",
  verbosity: "low",
  user: "u1",
  response_format: { type: "json_schema", name: "a", description: null, schema: {}, strict: true },
  tool_choice: { mode: "required" },
  parallel_tool_calls: false,
};

const path = "here";
const tool: Tool = { name: "f", description: null, parameters: null, strict: false, path };
const hi: Turn = { role: "user", parts: [{ type: "text", text: "Hi", path: "hi" }], path: "hi" };
const plain: Conversation = { turns: [hi], tools: [tool], settings: {} };

function media(kind: MediaPart["kind"], media_type: string): Part {
  const source = { kind: "base64", media_type, data: PNG } as const;
  return { type: "media", kind, source, detail: null, filename: null, path };
}

const call: Part = { type: "tool_call", call_id: "c", name: "f", arguments: "{}", path };
const result: Part = { type: "tool_result", call_id: "c", parts: [], path };
const said = (role: Turn["role"], ...parts: Part[]): Turn => ({ role, parts, path });

/** Each piece of a conversation, in one that has nothing else in that place. */
const PIECES: Readonly<Record<string, Conversation>> = {
  tools: { ...plain, tools: [tool, { ...tool, name: "g" }] },
  system: { ...plain, turns: [said("system", { type: "text", text: "Be brief.", path }), hi] },
  text: { ...plain, turns: [hi, said("user", { type: "text", text: "More.", path })] },
  image: { ...plain, turns: [hi, said("user", media("image", "image/png"))] },
  document: { ...plain, turns: [hi, said("user", media("document", "application/pdf"))] },
  audio: { ...plain, turns: [hi, said("user", media("audio", "audio/wav"))] },
  tool_call: { ...plain, turns: [hi, said("assistant", call)] },
  tool_result: {
    ...plain,
    turns: [hi, said("assistant", { ...call, path: "call" }), said("user", result)],
  },
  refusal: { ...plain, turns: [hi, said("assistant", { type: "refusal", refusal: "No.", path })] },
};

function write(conversation: Conversation, form: Form) {
  return writeConversation(conversation, { ...targetOf(form), form }, [], "body");
}

/** What becomes of what a conversation has beyond the plain one: it shows in the body, or is reported at its place. */
function fate(conversation: Conversation, form: Form): "written" | "cannot" | "left out" {
  const wire = write(conversation, form);
  if ("inexpressible" in wire)
    return wire.inexpressible.every((issue) => issue.path === path) ? "cannot" : "left out";
  return JSON.stringify(wire) === JSON.stringify(write(plain, form)) ? "left out" : "written";
}

function withSetting(name: keyof Settings): Conversation {
  return { ...plain, settings: { [name]: { value: SAMPLES[name], path } } };
}

const FIELDS: Readonly<Record<string, Conversation>> = {
  ...Object.fromEntries(SETTING_NAMES.map((name) => [name, withSetting(name)])),
  ...PIECES,
};

const ALL = FORMS.flatMap((form) => Object.keys(FIELDS).map((name) => [form, name] as const));

describe("each field of a conversation", () => {
  it("is among the settings that are written in an order", () => {
    expect([...SETTING_NAMES].toSorted()).toEqual(Object.keys(SAMPLES).toSorted());
    expect(WIRE_FORMS.filter((form) => form !== "embeddings")).toEqual(FORMS);
  });

  it.each(ALL)(
    "in %s: %s is written, reported at its place, or left out for a stated reason",
    (form, name) => {
      const reasons: Readonly<Record<string, Readonly<Record<string, string>>>> = DROPPED_BY_FORM;
      const isMeant = reasons[form]?.[name] !== undefined;

      expect(fate(FIELDS[name] ?? plain, form) === "left out").toBe(isMeant);
    },
  );

  it("does in every form what the table of the README says", async () => {
    const readme = await readFile(new URL("README.md", import.meta.url), "utf8");
    const rows = [...readme.matchAll(/^\| `(\w+)` \|(.+)\|$/gm)].map(
      ([, name = "", cells = ""]) => [
        name,
        cells.split("|").map((cell) => /^\s*(cannot|left out)\s*$/.exec(cell)?.[1] ?? "written"),
      ],
    );
    const done = Object.keys(FIELDS).map((name) => [
      name,
      FORMS.map((form) => fate(FIELDS[name] ?? plain, form)),
    ]);

    expect(rows).toEqual(done);
  });
});
