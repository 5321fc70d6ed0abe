import { readItem } from "./check-item.ts";
import type { ManifestItem } from "./item.ts";
import { MANIFEST_LIMITS } from "./limits.ts";
import { MANIFEST_FORMATS, type ManifestFormat } from "./line-format.ts";
import { isRecord } from "./prompt.ts";
import { membersOf, type JsonMember } from "./repairs-members.ts";

/** A line in the other format, or why it cannot be said there. */
export type Conversion = { text: string; loss?: never } | { loss: string; text?: never };

const MAXIMA = ["max_completion_tokens", "max_output_tokens", "max_tokens"];

/**
 * Writes a line in the other format, its values in the bytes they had. What cannot be said there without loss is refused:
 * of native lines `model_options`, `metadata`, the operation `vision`, an output limit on embeddings, and options inside `input` that
 * the other format reads as its own; of OpenAI Batch lines two output limits at once, token numbers to embed, and a body with both
 * `messages` and `input`. The result is read by the validator's own checks, and refused where it does not say the same.
 */
export function convertLine(text: string, to: ManifestFormat): Conversion {
  const from = MANIFEST_FORMATS.find((format) => format !== to) ?? to;
  const before = read(text, from);
  if (typeof before === "string") return { loss: before };
  const members = membersOf(text);
  if (hasTwice(members)) return { loss: "A field stands in it twice." };
  const built = to === "native" ? toNative(members, before) : toOpenaiBatch(members, before);
  if (built.text === undefined) return built;
  const after = read(built.text, to);
  if (typeof after === "string") return { loss: after };
  const loss = lossOf(before, after);
  return loss === undefined ? built : { loss };
}

function toNative(members: readonly JsonMember[], item: ManifestItem): Conversion {
  const body = membersOf(textOf(members, "body"));
  if (hasTwice(body)) return { loss: "A field stands in its body twice." };
  const maxima = body.filter(({ name }) => MAXIMA.includes(name));
  if (maxima.length > 1) return { loss: "It states more than one output limit." };
  const moved = new Set(["model", "temperature", ...MAXIMA]);
  const input = body.filter(({ name }) => !moved.has(name)).map(written);
  const fields = [
    `"customer_item_id":${textOf(members, "custom_id")}`,
    `"operation":"${item.operation}"`,
    `"model":${textOf(body, "model")}`,
    `"input":{${input.join(",")}}`,
    ...maxima.map(({ text }) => `"max_output_tokens":${text}`),
    ...body.filter(({ name }) => name === "temperature").map(written),
  ];
  return { text: `{${fields.join(",")}}` };
}

function toOpenaiBatch(members: readonly JsonMember[], item: ManifestItem): Conversion {
  if (item.operation === "embeddings" && item.max_output_tokens !== null) {
    return { loss: "An OpenAI embeddings request has no output limit." };
  }
  const input = membersOf(textOf(members, "input"));
  const own = input.find(({ name }) => ["model", "temperature", ...MAXIMA].includes(name));
  if (own !== undefined) return { loss: `Its input has a ${own.name} of its own.` };
  if (hasTwice(input)) return { loss: "A field stands in its input twice." };
  const maximum =
    item.url === "/v1/chat/completions" ? "max_completion_tokens" : "max_output_tokens";
  const body = [
    `"model":${textOf(members, "model")}`,
    ...input.map(written),
    ...(item.max_output_tokens === null
      ? []
      : [`"${maximum}":${textOf(members, "max_output_tokens")}`]),
    ...members.filter(({ name }) => name === "temperature").map(written),
  ];
  const id = textOf(members, "customer_item_id");
  return {
    text: `{"custom_id":${id},"method":"POST","url":"${item.url}","body":{${body.join(",")}}}`,
  };
}

/** What the other format would not say of an item; undefined when it says all. */
function lossOf(before: ManifestItem, after: ManifestItem): string | undefined {
  if (before.models.join("\n") !== after.models.join("\n")) {
    return "An OpenAI Batch line names one model; model_options would be lost.";
  }
  if (before.metadata !== null) return "An OpenAI Batch line has no metadata of its own.";
  if (before.operation !== after.operation) {
    return `An OpenAI Batch line cannot ask for ${before.operation}.`;
  }
  const isSame =
    before.custom_id === after.custom_id &&
    before.url === after.url &&
    before.max_output_tokens === after.max_output_tokens &&
    before.temperature === after.temperature;
  return isSame ? undefined : "It would be sent otherwise than it is now.";
}

/** The item that a line is, or the first thing that is wrong with it. Models are not looked up. */
function read(text: string, format: ManifestFormat): ManifestItem | string {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value)) return "It is no object.";
  const faults: string[] = [];
  const item = readItem(value, format, {
    limits: MANIFEST_LIMITS,
    report: (_code, _path, message) => void faults.push(message),
    checkModel: () => {},
  });
  const [fault] = faults;
  return fault ?? item ?? "It is no input line.";
}

function hasTwice(members: readonly JsonMember[]): boolean {
  return new Set(members.map(({ name }) => name)).size < members.length;
}

function textOf(members: readonly JsonMember[], name: string): string {
  return members.find((member) => member.name === name)?.text ?? "null";
}

function written({ name, text }: JsonMember): string {
  return `${JSON.stringify(name)}:${text}`;
}
