import type { MediaPart, Part, ToolResultPart, Turn } from "../conversation.ts";
import { urlOfSource } from "../media.ts";
import type { Report, WireBody } from "../wire-form.ts";

// https://platform.openai.com/docs/api-reference/responses/create (input)

/** Input items for turns: calls and what tools answered are items of their own, in the order in which they were said. */
export function writeInput(turns: readonly Turn[], report: Report): WireBody[] {
  return turns.flatMap((turn) => {
    const items: WireBody[] = [];
    let said: Part[] = [];
    const flush = () => {
      if (said.length > 0)
        items.push({ role: turn.role, content: writeContent(turn, said, report) });
      said = [];
    };
    for (const part of turn.parts) {
      if (part.type !== "tool_call" && part.type !== "tool_result") {
        said.push(part);
        continue;
      }
      flush();
      if (part.type === "tool_result") items.push(writeResult(part, report));
      else {
        const { call_id, name, arguments: text } = part;
        items.push({ type: "function_call", call_id, name, arguments: text });
      }
    }
    flush();
    return items.length === 0 ? [{ role: turn.role, content: "" }] : items;
  });
}

function writeResult({ call_id, parts }: ToolResultPart, report: Report): WireBody {
  const [first] = parts;
  const type = "function_call_output";
  if (first === undefined) return { type, call_id, output: "" };
  if (parts.length === 1 && first.type === "text") return { type, call_id, output: first.text };
  return { type, call_id, output: parts.flatMap((part) => writePart(part, "input_text", report)) };
}

function writeContent(turn: Turn, parts: readonly Part[], report: Report): string | WireBody[] {
  const [first] = parts;
  if (parts.length === 1 && first?.type === "text") return first.text;
  const textType = turn.role === "assistant" ? "output_text" : "input_text";
  return parts.flatMap((part) => writePart(part, textType, report));
}

function writePart(part: Part, textType: "input_text" | "output_text", report: Report): WireBody[] {
  if (part.type === "media") return writeMedia(part, report);
  if (part.type === "refusal") return [{ type: "refusal", refusal: part.refusal }];
  if (part.type !== "text") return [];
  const annotations = textType === "output_text" ? { annotations: [] } : {};
  return [{ type: textType, text: part.text, ...annotations }];
}

function writeMedia(
  { kind, source, detail, filename, path }: MediaPart,
  report: Report,
): WireBody[] {
  if (kind === "image")
    return [{ type: "input_image", image_url: urlOfSource(source), detail: detail ?? "auto" }];
  if (kind === "audio") {
    report(path, `${path} is a recording, which responses do not take.`);
    return [];
  }
  const file =
    source.kind === "url" ? { file_url: source.url } : { file_data: urlOfSource(source) };
  return [{ type: "input_file", ...file, ...(filename === null ? {} : { filename }) }];
}
