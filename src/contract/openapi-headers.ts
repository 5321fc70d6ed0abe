import { INSTANCE_HEADER } from "./catalog.ts";
import type { Endpoint } from "./endpoint.ts";
import { REHEARSAL_NOW_HEADER } from "./rehearsal-header.ts";

interface Header {
  description: string;
  schema: { type: "string" | "integer"; format?: string };
}

const COMMON: Readonly<Record<string, Header>> = {
  "X-Request-Id": {
    description: "Names this request in logs and reports.",
    schema: { type: "string" },
  },
  [shown(INSTANCE_HEADER)]: {
    description:
      "The gateway's `instance_id`, on every answer: another one says that it was emptied or, on the embedded database, started anew.",
    schema: { type: "string" },
  },
};

const LOCAL: Readonly<Record<string, Header>> = {
  [shown(REHEARSAL_NOW_HEADER)]: {
    description:
      "The gateway's clock, on every answer of a local gateway while a rehearsal is on; absent otherwise.",
    schema: { type: "string", format: "date-time" },
  },
};

const SOME: Readonly<Record<string, Header>> = {
  ETag: {
    description: "The version of this answer, for `If-None-Match`.",
    schema: { type: "string" },
  },
  Location: {
    description: "Where the bytes are, by a signed link that is good for some minutes.",
    schema: { type: "string", format: "uri" },
  },
  "X-Should-Retry": {
    description:
      "`false` where a repetition would be answered in the same way; OpenAI clients obey it.",
    schema: { type: "string" },
  },
  "Retry-After": {
    description: "Seconds to wait before the next try.",
    schema: { type: "integer" },
  },
};

/** A header's name as people write it. */
function shown(name: string): string {
  return name.replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}

/** Every answer header of the document, by name; those of local mode only where it is described. */
export function openApiHeaders(hasLocal: boolean): Readonly<Record<string, Header>> {
  return { ...COMMON, ...(hasLocal ? LOCAL : {}), ...SOME };
}

/** References to the headers that all answers of an endpoint carry, and to those named beside. */
export function answerHeaders(
  endpoint: Endpoint,
  beside: readonly string[],
): Record<string, { $ref: string }> {
  const names = [...Object.keys({ ...COMMON, ...(endpoint.local ? LOCAL : {}) }), ...beside];
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
