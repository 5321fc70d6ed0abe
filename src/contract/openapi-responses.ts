import { errorCodesOf } from "./endpoint-errors.ts";
import type { Endpoint } from "./endpoint.ts";
import { ERRORS, type ErrorCode } from "./errors.ts";
import { isForOpenaiClients } from "./openai-errors.ts";
import { answerHeaders } from "./openapi-headers.ts";
import type { SchemaCollector } from "./openapi-schemas.ts";

type Responses = Record<string, { description: string; headers?: object; content?: object }>;

const REDIRECT =
  "The bytes are at `Location` for some minutes, ranges included. An `Accept` that names their content type gets them here.";

/** Every status that an endpoint may answer with: the one of success, 304 where it is cached, and each error's. */
export function openApiResponses(endpoint: Endpoint, schemas: SchemaCollector): object {
  return { ...answerOf(endpoint, schemas), ...errorsOf(endpoint) };
}

function answerOf(endpoint: Endpoint, schemas: SchemaCollector): Responses {
  const { answer } = endpoint;
  const headers = answerHeaders(endpoint, endpoint.cached === true ? ["ETag"] : []);
  const responses: Responses = {};
  responses[answer.status] = {
    description: answer.kind === "none" ? "Done; there is no body." : endpoint.summary,
    headers,
    ...contentOf(answer, schemas),
  };
  if (answer.kind === "bytes" && answer.mayRedirect === true)
    responses["302"] = { description: REDIRECT, headers: answerHeaders(endpoint, ["Location"]) };
  if (endpoint.cached === true) responses["304"] = { description: "Nothing has changed.", headers };
  return responses;
}

function contentOf(answer: Endpoint["answer"], schemas: SchemaCollector): { content?: object } {
  if (answer.kind === "none") return {};
  if (answer.kind === "json") {
    return { content: { "application/json": { schema: schemas.add(answer.schema, "output") } } };
  }
  return { content: { [answer.contentType]: { schema: { type: "string", format: "binary" } } } };
}

/** One answer a status, however many codes go with it: the codes are told apart in the body. */
function errorsOf(endpoint: Endpoint): Responses {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of errorCodesOf(endpoint)) {
    const { status } = ERRORS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [status, errorAnswer(endpoint, status, codes)]),
  );
}

function errorAnswer(endpoint: Endpoint, status: number, codes: ErrorCode[]): Responses[string] {
  const isOpenai = isForOpenaiClients(endpoint.path);
  const waits = status === 429 || status === 503;
  const beside = waits ? ["Retry-After"] : isOpenai && status === 409 ? ["X-Should-Retry"] : [];
  return {
    description: codes
      .map((code) => `\`${code}\`: ${ERRORS[code].message} ${ERRORS[code].fix}`)
      .join("\n\n"),
    headers: answerHeaders(endpoint, beside),
    content: {
      "application/json": {
        schema: {
          allOf: [
            { $ref: `#/components/schemas/${isOpenai ? "OpenaiError" : "Error"}` },
            {
              type: "object",
              properties: { error: { type: "object", properties: { code: { enum: codes } } } },
            },
          ],
        },
      },
    },
  };
}
