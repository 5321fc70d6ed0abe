import { isRecord } from "#contract/manifest/prompt.ts";
import { brokenJson } from "../provider/ask-for-record.ts";
import type { FailedCall } from "../provider/failure-of-answer.ts";
import type { ProviderReply } from "../provider/read-reply.ts";
import { recordOf, textOf } from "../translate/answer.ts";
import { failureOfItem } from "./failure-of-status.ts";

// https://ai.google.dev/gemini-api/docs/batch-api (the lines of a result file), https://ai.google.dev/api/batch-api (InlinedResponse)

/** The key of a line of responses; null where the line is none. */
export function keyOfResponse(text: string): string | null {
  const line = parsedLine(text);
  return textOf(line.key) ?? textOf(recordOf(line.metadata).key) ?? null;
}

/** What a line of responses answers to its request, as a server would by itself; throws the error that the line holds instead. */
export function replyOfResponse(text: string, call: FailedCall): ProviderReply {
  const { response, error, status = error } = parsedLine(text);
  if (isRecord(response)) {
    const id = textOf(response.responseId);
    const headers: Record<string, string> = id === undefined ? {} : { "x-request-id": id };
    return { status: 200, headers, text: JSON.stringify(response) };
  }
  if (isRecord(status)) throw failureOfItem(status, call);
  throw brokenJson(call.connection, "the line of responses has neither a response nor an error");
}

function parsedLine(text: string): Readonly<Record<string, unknown>> {
  try {
    return recordOf(JSON.parse(text));
  } catch {
    return {};
  }
}
