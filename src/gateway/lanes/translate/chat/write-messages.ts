import type {
  MediaPart,
  Part,
  TextPart,
  ToolCallPart,
  ToolResultPart,
  Turn,
} from "../conversation.ts";
import { audioFormat, urlOfSource } from "../media.ts";
import { mergeTurns } from "../merge-turns.ts";
import type { Report, WireBody } from "../wire-form.ts";

// https://platform.openai.com/docs/api-reference/chat/create (messages)

/** Chat messages for turns; a tool's answers become messages of their own, before what else the user says. */
export function writeMessages(turns: readonly Turn[], report: Report): WireBody[] {
  // Calls belong into one message with the text before them, whereas users may speak twice.
  const merged = mergeTurns(turns, (turn) => turn.role === "assistant");
  checkOrder(merged, report);
  return merged.flatMap((turn) => {
    if (turn.role === "assistant") return [writeAssistant(turn, report)];
    const results = turn.parts.filter((part) => part.type === "tool_result");
    const said = turn.parts.filter((part) => part.type !== "tool_result");
    const messages = results.map((part) => writeResult(part, report));
    if (said.length > 0 || results.length === 0)
      messages.push({ role: turn.role, content: writeContent(said, report) });
    return messages;
  });
}

/** What tools answered must stand right after the turn that called them. */
function checkOrder(turns: readonly Turn[], report: Report): void {
  let open = new Set<string>();
  for (const { role, parts } of turns) {
    const calls = parts.filter((part) => part.type === "tool_call");
    if (role === "assistant" || parts.length === 0) open = new Set(calls.map(callIdOf));
    else
      for (const part of parts) {
        if (part.type !== "tool_result") open.clear();
        else if (!open.has(part.call_id))
          report(
            part.path,
            `${part.path} does not stand right after its call, as in chat completions it must.`,
          );
      }
  }
}

function callIdOf({ call_id }: ToolCallPart): string {
  return call_id;
}

function writeAssistant(turn: Turn, report: Report): WireBody {
  const calls = turn.parts.filter((part) => part.type === "tool_call");
  const said = turn.parts.filter((part) => part.type !== "tool_call");
  const firstCall = turn.parts.findIndex((part) => part.type === "tool_call");
  const after =
    calls.length === 0
      ? undefined
      : turn.parts.slice(firstCall).find((part) => part.type !== "tool_call");
  if (after !== undefined)
    report(
      after.path,
      `${after.path} follows a tool call in the same turn. Chat completions put all text first.`,
    );
  const content = said.length === 0 && calls.length > 0 ? null : writeContent(said, report);
  if (calls.length === 0) return { role: "assistant", content };
  return { role: "assistant", content, tool_calls: calls.map(writeCall) };
}

function writeCall(call: ToolCallPart): WireBody {
  return {
    id: call.call_id,
    type: "function",
    function: { name: call.name, arguments: call.arguments },
  };
}

function writeResult(result: ToolResultPart, report: Report): WireBody {
  const texts = result.parts.filter((part) => part.type === "text");
  for (const part of result.parts)
    if (part.type !== "text")
      report(
        part.path,
        `${part.path} is no text. In chat completions a tool answers with text alone.`,
      );
  return { role: "tool", tool_call_id: result.call_id, content: writeContent(texts, report) };
}

/** One text as a string, which every server takes; anything else as a list. */
function writeContent(parts: readonly Part[], report: Report): string | WireBody[] {
  const [first] = parts;
  if (first === undefined) return "";
  if (parts.length === 1 && first.type === "text") return first.text;
  return parts.flatMap((part) => {
    if (part.type === "text") return [writeText(part)];
    if (part.type === "refusal") return [{ type: "refusal", refusal: part.refusal }];
    return part.type === "media" ? writeMedia(part, report) : [];
  });
}

function writeText(part: TextPart): WireBody {
  return { type: "text", text: part.text };
}

function writeMedia(part: MediaPart, report: Report): WireBody[] {
  const { source, path } = part;
  if (part.kind === "image") {
    if (part.detail === "original")
      report(path, `${path} asks for the detail "original", which chat completions do not have.`);
    const detail = part.detail === null ? {} : { detail: part.detail };
    return [{ type: "image_url", image_url: { url: urlOfSource(source), ...detail } }];
  }
  if (source.kind === "url") {
    report(path, `${path} is a file by its URL. Chat completions take only the bytes of a file.`);
    return [];
  }
  if (part.kind === "document") {
    const filename = part.filename === null ? {} : { filename: part.filename };
    return [{ type: "file", file: { file_data: urlOfSource(source), ...filename } }];
  }
  const format = audioFormat(source.media_type);
  if (format !== undefined)
    return [{ type: "input_audio", input_audio: { data: source.data, format } }];
  report(path, `${path} is a recording of a type that chat completions do not take.`);
  return [];
}
