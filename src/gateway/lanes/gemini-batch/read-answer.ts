import { isRecord } from "#contract/manifest/prompt.ts";
import type { UpstreamAnswer } from "../batch-lane.ts";
import type { LaneAnswer, LaneRequest } from "../lane.ts";
import { brokenJson } from "../provider/ask-for-record.ts";
import type { BatchProvider } from "../provider/batch-provider.ts";
import { estimateUsage } from "../provider/estimate-usage.ts";
import type { FailedCall } from "../provider/failure-of-answer.ts";
import type { ProviderReply } from "../provider/read-reply.ts";
import { wireAnswerOf } from "../provider/wire-answer.ts";
import { upstreamModelOf, wireBodyOf } from "../provider/wire-body.ts";
import { recordOf, textOf } from "../translate/answer.ts";
import { failureOfItem } from "./failure-of-status.ts";

// https://ai.google.dev/gemini-api/docs/batch-api (the lines of a result file), https://ai.google.dev/api/batch-api (InlinedResponse)

/** The key of a line of responses; null where the line is none. */
export function keyOfResponse(text: string): string | null {
  const line = parsedLine(text);
  return textOf(line.key) ?? textOf(recordOf(line.metadata).key) ?? null;
}

/** What a line of responses means for its item: the answer in the form that the item asked for, or the error that the line holds instead. */
export function readAnswer(
  { text }: UpstreamAnswer,
  request: LaneRequest,
  { access, connection }: BatchProvider,
): LaneAnswer {
  const { name } = upstreamModelOf(request, connection);
  const call = { connection, upstream_model: name, now: access.now() };
  const answered = {
    ...call,
    request,
    get sent() {
      return wireBodyOf(request, connection, "generate_content");
    },
  };
  const dialect = { form: "generate_content", estimateUsage } as const;
  return wireAnswerOf(replyOfResponse(text, call), answered, dialect);
}

/** What a line of responses answers to its request, as a server would by itself; throws the error that the line holds instead. */
function replyOfResponse(text: string, call: FailedCall): ProviderReply {
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
