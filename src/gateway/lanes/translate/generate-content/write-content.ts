import type { MediaPart, Part, ToolCallPart, ToolResultPart, Turn } from "../conversation.ts";
import { mergeTurns } from "../merge-turns.ts";
import { argumentsOf } from "../tool-arguments.ts";
import type { Report, WireBody } from "../wire-form.ts";

// https://ai.google.dev/api/caching#Content

const RESOLUTIONS: Readonly<Record<string, string>> = {
  low: "MEDIA_RESOLUTION_LOW",
  high: "MEDIA_RESOLUTION_HIGH",
};

/**
 * Stands in for the signature that Gemini's own calls carry, and that it demands of every first call of a turn: the
 * documented word for calls that another model made (https://ai.google.dev/gemini-api/docs/thought-signatures).
 */
const FOREIGN_CALL = "skip_thought_signature_validator";

/** Contents for turns, `user` and `model` by turns; each with something in it, as the form demands. */
export function writeContents(turns: readonly Turn[], report: Report): WireBody[] {
  const names = namesOfCalls(turns);
  return mergeTurns(turns).map((turn) => {
    if (turn.role === "system" || turn.role === "developer")
      report(
        turn.path,
        `${turn.path} is a ${turn.role} text in mid-conversation. Gemini takes such only before it.`,
      );
    if (turn.parts.length === 0)
      report(turn.path, `${turn.path} says nothing, and Gemini takes no empty turn.`);
    const firstCall = turn.parts.find((part) => part.type === "tool_call");
    const parts = turn.parts.flatMap((part) => {
      const written = writePart(part, names, report);
      return part === firstCall
        ? written.map((call) => ({ ...call, thoughtSignature: FOREIGN_CALL }))
        : written;
    });
    return { role: turn.role === "assistant" ? "model" : "user", parts };
  });
}

function namesOfCalls(turns: readonly Turn[]): ReadonlyMap<string, string> {
  const calls = turns.flatMap(({ parts }) => parts.filter((part) => part.type === "tool_call"));
  return new Map(calls.map(({ call_id, name }) => [call_id, name]));
}

function writePart(part: Part, names: ReadonlyMap<string, string>, report: Report): WireBody[] {
  switch (part.type) {
    case "text":
      return [{ text: part.text }];
    case "refusal":
      // The form has no part of its own for it: what the assistant said is what the model reads.
      return [{ text: part.refusal }];
    case "media":
      return writeMedia(part, report);
    case "tool_call":
      return [{ functionCall: writeCall(part, report) }];
    case "tool_result":
      return [{ functionResponse: writeResult(part, names, report) }];
  }
}

function writeCall(part: ToolCallPart, report: Report): WireBody {
  return { id: part.call_id, name: part.name, args: argumentsOf(part, report) };
}

function writeResult(
  result: ToolResultPart,
  names: ReadonlyMap<string, string>,
  report: Report,
): WireBody {
  const name = names.get(result.call_id);
  if (name === undefined)
    report(
      result.path,
      `${result.path} answers a call that is not in the conversation. Gemini wants its name.`,
    );
  const texts = result.parts.flatMap((part) => (part.type === "text" ? [part.text] : []));
  const media = result.parts.flatMap((part) =>
    part.type === "media" ? writeMedia(part, report) : [],
  );
  const output = texts.length === 1 ? texts[0] : texts;
  const response = { id: result.call_id, name, response: { output } };
  return media.length === 0 ? response : { ...response, parts: media };
}

function writeMedia({ source, detail, path }: MediaPart, report: Report): WireBody[] {
  if (source.kind === "url") {
    report(path, `${path} is a URL. Gemini takes the bytes themselves, as base64.`);
    return [];
  }
  const part = { inlineData: { mimeType: source.media_type, data: source.data } };
  if (detail === null) return [part];
  const level = RESOLUTIONS[detail];
  if (level === undefined)
    report(path, `${path} asks for the detail "${detail}", which Gemini does not have.`);
  return [{ ...part, mediaResolution: { level } }];
}
