import type { MediaPart, Part, ToolResultPart, Turn } from "../conversation.ts";
import { mergeTurns } from "../merge-turns.ts";
import { argumentsOf } from "../tool-arguments.ts";
import type { Report, WireBody } from "../wire-form.ts";

// https://platform.claude.com/docs/en/api/messages (messages)

const IMAGE_TYPES = new Set(["image/jpeg", "image/png", "image/gif", "image/webp"]);
const PDF = "application/pdf";

/** Messages for turns, users and the assistant by turns; each with something in it, as the form demands. */
export function writeTurns(turns: readonly Turn[], report: Report): WireBody[] {
  return mergeTurns(turns).map((turn) => {
    if (turn.role === "system" || turn.role === "developer")
      report(
        turn.path,
        `${turn.path} is a ${turn.role} text in mid-conversation. Messages take such only before it.`,
      );
    if (turn.parts.length === 0)
      report(turn.path, `${turn.path} says nothing, and Messages take no empty turn.`);
    checkOrder(turn, report);
    return { role: turn.role, content: writeContent(turn.parts, report) };
  });
}

/** What tools answered must come first in the turn that follows their calls. */
function checkOrder({ parts }: Turn, report: Report): void {
  const firstOther = parts.findIndex((part) => part.type !== "tool_result");
  if (firstOther === -1) return;
  const late = parts.slice(firstOther).find((part) => part.type === "tool_result");
  if (late !== undefined)
    report(
      late.path,
      `${late.path} follows other words of the user. In Messages a tool answers first.`,
    );
}

function writeContent(parts: readonly Part[], report: Report): string | WireBody[] {
  const [first] = parts;
  if (parts.length === 1 && first?.type === "text") return textOf(first.text, first.path, report);
  return parts.flatMap((part) => writePart(part, report));
}

function writePart(part: Part, report: Report): WireBody[] {
  switch (part.type) {
    case "text":
      return [{ type: "text", text: textOf(part.text, part.path, report) }];
    case "refusal":
      // The form has no part of its own for it: what the assistant said is what the model reads.
      return [{ type: "text", text: textOf(part.refusal, part.path, report) }];
    case "media":
      return writeMedia(part, report);
    case "tool_call":
      return [
        { type: "tool_use", id: part.call_id, name: part.name, input: argumentsOf(part, report) },
      ];
    case "tool_result":
      return [writeResult(part, report)];
  }
}

function textOf(text: string, path: string, report: Report): string {
  if (text.trim() === "") report(path, `${path} is white space alone, which Messages refuse.`);
  return text;
}

function writeResult({ call_id, parts }: ToolResultPart, report: Report): WireBody {
  const result = { type: "tool_result", tool_use_id: call_id };
  return parts.length === 0 ? result : { ...result, content: writeContent(parts, report) };
}

function writeMedia(part: MediaPart, report: Report): WireBody[] {
  const { kind, source, detail, filename, path } = part;
  if (kind === "audio") {
    report(path, `${path} is a recording, which Messages do not take.`);
    return [];
  }
  if (detail !== null) report(path, `${path} states a detail, which Messages do not have.`);
  if (source.kind === "url") {
    if (kind === "document" && !/\.pdf(?:[?#]|$)/i.test(source.url))
      report(path, `${path} is a document by its URL. Messages take PDF alone that way.`);
  } else if (kind === "image" ? !IMAGE_TYPES.has(source.media_type) : source.media_type !== PDF) {
    report(path, `${path} is of the type ${source.media_type}, which Messages do not take.`);
  }
  const wired =
    source.kind === "url"
      ? { type: "url", url: source.url }
      : { type: "base64", media_type: source.media_type, data: source.data };
  const title = filename === null ? {} : { title: filename };
  return [{ type: kind, source: wired, ...title }];
}
