import { chatAnswer } from "../chat-completions/test-chat-answer.ts";
import type { SeenRequest } from "../provider/test-fault-server.ts";
import type { BatchEnd, ItemEnd, PlayedProvider } from "../provider/test-played-provider.ts";

/** A file as the Files API keeps it. */
interface PlayedFile {
  id: string;
  filename: string;
  text: string;
}

/** A batch as the Batch API keeps it. */
type PlayedBatch = Record<string, unknown> & { id: string };

/** OpenAI's files and batches as their reference documents them, with all that was kept open to look at. */
export interface PlayedOpenAi extends PlayedProvider {
  files: Map<string, PlayedFile>;
  made: Map<string, PlayedBatch>;
}

const CREATED_AT = 1_796_040_000;

const answered = (parts: Parameters<typeof chatAnswer>[0]): object => ({
  status_code: 200,
  request_id: "req_1",
  body: chatAnswer(parts),
});
const refused = (status_code: number, code: string | null, message: string): object => ({
  status_code,
  request_id: "req_1",
  body: { error: { message, type: "invalid_request_error", param: null, code } },
});

const RESPONSES: Readonly<Record<Exclude<ItemEnd, "expired" | "cancelled">, object>> = {
  answered: answered({}),
  "a refusal": answered({ message: { content: null, refusal: "I cannot help with that." } }),
  "a content filter": answered({
    message: { content: "Once" },
    finish_reason: "content_filter",
  }),
  "a stop at length": answered({ message: { content: "Once" }, finish_reason: "length" }),
  overloaded: refused(500, null, "The server had an error."),
  "too long": refused(400, "context_length_exceeded", "The maximum context length is 8192 tokens."),
  invalid: refused(400, null, "Invalid value for 'temperature'."),
};

function lineOf(id: string, end: ItemEnd): string {
  const isUndone = end === "expired" || end === "cancelled";
  const response = isUndone ? null : RESPONSES[end];
  const error = isUndone
    ? { code: `batch_${end}`, message: "This request was not executed." }
    : null;
  return JSON.stringify({ id: "batch_req_1", custom_id: id, response, error });
}

const STATUS: Readonly<Record<BatchEnd, string>> = {
  completed: "completed",
  expired: "expired",
  cancelled: "cancelled",
  refused: "failed",
};

/** Begins to play. */
export function playOpenAi(): PlayedOpenAi {
  const files = new Map<string, PlayedFile>();
  const made = new Map<string, PlayedBatch>();
  let number = 0;
  const keep = (filename: string, text: string): string => {
    const id = `file-${(number += 1)}`;
    files.set(id, { id, filename, text });
    return id;
  };
  const fileObject = ({ id, filename, text }: PlayedFile): object => ({
    id,
    object: "file",
    bytes: Buffer.byteLength(text),
    created_at: CREATED_AT,
    filename,
    purpose: "batch",
  });
  const list = (data: object[]): object => ({ object: "list", data, has_more: false });

  function answer({ method, url, body }: SeenRequest): object | string | null {
    const [, kind, id = "", part] = new URL(url, "http://played").pathname.split("/");
    const batch = made.get(id);
    const file = files.get(id);
    switch (`${method} ${kind} ${id === "" ? "" : "id"} ${part ?? ""}`.trim()) {
      case "GET files":
        return list([...files.values()].map(fileObject));
      case "POST files": {
        const { filename, content } = readForm(body);
        return fileObject({ id: keep(filename, content), filename, text: content });
      }
      case "GET files id content":
        return file?.text ?? null;
      case "DELETE files id":
        return files.delete(id) ? { id, object: "file", deleted: true } : null;
      case "GET batches":
        return list([...made.values()].toReversed());
      case "POST batches": {
        const asked: object = JSON.parse(body);
        const batch_id = `batch_${(number += 1)}`;
        const counts = { total: 0, completed: 0, failed: 0 };
        const begun = { created_at: CREATED_AT, status: "validating", request_counts: counts };
        made.set(batch_id, { ...asked, ...begun, object: "batch", id: batch_id });
        return made.get(batch_id) ?? null;
      }
      case "GET batches id":
        return batch ?? null;
      case "POST batches id cancel":
        if (batch?.status !== "validating") return null;
        batch.status = "cancelling";
        return batch;
      default:
        return null;
    }
  }

  return {
    files,
    made,
    answer(request) {
      const said = answer(request);
      if (typeof said === "string") return { status: 200, body: said };
      if (said !== null) return { status: 200, body: JSON.stringify(said) };
      const status = request.url.endsWith("/cancel") ? 409 : 404;
      return { status, body: '{"error":{"message":"Not so.","type":"invalid_request_error"}}' };
    },
    batches: () => made.size,
    end(how, results) {
      const lines = results.map(({ id, end }) => ({ end, line: `${lineOf(id, end)}\n` }));
      const isOutput = ({ end }: { end: ItemEnd }): boolean =>
        end === "answered" || end.startsWith("a ");
      const [output, errors] = [lines.filter(isOutput), lines.filter((line) => !isOutput(line))];
      for (const batch of made.values()) {
        batch.status = STATUS[how];
        const joined = (part: typeof lines): string => part.map(({ line }) => line).join("");
        if (output.length > 0) batch.output_file_id = keep("output.jsonl", joined(output));
        if (errors.length > 0) batch.error_file_id = keep("errors.jsonl", joined(errors));
        if (how === "refused") batch.errors = { object: "list", data: [LIMIT_REACHED] };
      }
    },
  };
}

/** As https://platform.openai.com/docs/guides/rate-limits tells of the limit on what may wait. */
const LIMIT_REACHED = {
  code: "token_limit_exceeded",
  message: "Enqueued token limit reached for gpt-4o-mini in organization org-1.",
  param: null,
  line: null,
};

/** The file of a form whose other field is its purpose. */
function readForm(body: string): { filename: string; content: string } {
  const [, filename = "", content = ""] =
    /name="file"; filename="([^"]*)"\r\n[^\r]*\r\n\r\n([^]*)\r\n--[^\r]*--\r\n$/.exec(body) ?? [];
  if (!/name="purpose"\r\n\r\nbatch\r\n/.test(body)) throw new Error("It has no purpose.");
  return { filename, content };
}
