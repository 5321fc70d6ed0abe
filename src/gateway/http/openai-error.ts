import type { OpenaiErrorEnvelope } from "#contract/openai-errors.ts";
import type { Problem } from "./problem.ts";

/** The kinds of error in OpenAI's words, by status. */
const TYPES: Readonly<Record<number, string>> = {
  401: "authentication_error",
  402: "insufficient_quota",
  403: "permission_error",
  429: "rate_limit_error",
  500: "server_error",
  503: "server_error",
};

/** As many findings as a message names. */
const MOST_NAMED = 5;

/** A problem in the envelope of OpenAI, whose message has to say by itself what the contract's own says in its details. */
export function openaiError(failure: Problem): OpenaiErrorEnvelope {
  return {
    error: {
      message: messageOf(failure),
      type: TYPES[failure.status] ?? "invalid_request_error",
      param: paramOf(failure),
      code: failure.code,
    },
  };
}

function messageOf({ message, details }: Problem): string {
  const { preflight = [], issue_count = preflight.length } = details;
  if (preflight.length === 0) return message;
  const named = preflight.slice(0, MOST_NAMED).map(({ line, path, message: finding }) => {
    const place = [line === undefined ? "" : `Line ${line}`, path ?? ""].filter(
      (part) => part !== "",
    );
    return place.length === 0 ? finding : `${place.join(", ")}: ${finding}`;
  });
  const rest = issue_count - named.length;
  return [...named, ...(rest > 0 ? [`And ${rest} more.`] : [])].join(" ");
}

/** The field as the client wrote it, without the part of the request that it stands in. */
function paramOf({ details: { issues = [], preflight = [] } }: Problem): string | null {
  const [issue] = issues;
  if (issue !== undefined) return /^(?:body|query|headers)\.(.+)$/.exec(issue.path)?.[1] ?? null;
  const [finding] = preflight;
  return finding?.line === undefined ? (finding?.path ?? null) : "file";
}
