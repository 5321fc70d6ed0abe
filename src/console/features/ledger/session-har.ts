import type { Exchange } from "#contract/client.ts";
import { recordedCall } from "../../layout/exchange-call.ts";
import {
  type SessionFacts,
  type SessionFile,
  sessionFileName,
  sessionTitle,
} from "./export-session.ts";

interface NameValue {
  name: string;
  value: string;
}

/** HAR writes -1 where a figure is not known. */
const UNKNOWN = -1;

const nameValues = (pairs: Iterable<[string, string]>): NameValue[] =>
  Array.from(pairs, ([name, value]) => ({ name, value }));

const sizeBytes = (text: string | null): number =>
  text === null ? 0 : new TextEncoder().encode(text).length;

/** The session as HTTP Archive 1.2, for the browsers' and proxies' own viewers: one entry a call, oldest first. */
export function sessionHar(calls: readonly Exchange[], facts: SessionFacts): SessionFile {
  const head = {
    comment: sessionTitle(facts),
    version: "1.2",
    creator: { name: "Batchrouter console", version: "1" },
    pages: [],
  };
  // One entry a line, and the environment in the first one: an archive that people can still read and compare.
  const opening = `{"log":${JSON.stringify(head).slice(0, -1)},"entries":[\n`;
  const entries = calls.map((exchange) =>
    JSON.stringify(entry(exchange, facts.environment.origin)),
  );
  return {
    name: sessionFileName(facts, "har"),
    text: `${opening}${entries.join(",\n")}\n]}}\n`,
    type: "application/json",
  };
}

function entry(exchange: Exchange, origin: string): object {
  const { started_at, duration_ms, failure, off_contract, number, endpoint } = exchange;
  const notes = [
    `#${number} ${endpoint}`,
    ...(failure === null ? [] : [failure === "aborted" ? "called off by the page" : "no answer"]),
    ...(off_contract.length === 0 ? [] : ["answer off the contract"]),
  ];
  return {
    startedDateTime: started_at.toISOString(),
    time: duration_ms,
    request: request(exchange, origin),
    response: response(exchange),
    cache: {},
    // A page learns only the whole: all of it counts as waiting.
    timings: {
      blocked: UNKNOWN,
      dns: UNKNOWN,
      connect: UNKNOWN,
      send: 0,
      wait: duration_ms,
      receive: 0,
      ssl: UNKNOWN,
    },
    comment: notes.join(", "),
  };
}

function request(exchange: Exchange, origin: string): object {
  const { method, path, request_headers, request_body } = exchange;
  const isUpload = recordedCall(exchange)?.bodyState === "upload";
  const query = new URLSearchParams(path.split("?")[1] ?? "");
  return {
    method,
    url: origin + path,
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers: nameValues(Object.entries(request_headers)),
    queryString: nameValues(query),
    ...(request_body === null ? {} : { postData: postData(exchange, request_body, isUpload) }),
    headersSize: UNKNOWN,
    bodySize: isUpload ? UNKNOWN : sizeBytes(request_body),
  };
}

function postData(exchange: Exchange, body: string, isUpload: boolean): object {
  const mimeType = exchange.request_headers["content-type"] ?? "application/octet-stream";
  return isUpload
    ? { mimeType, text: "", comment: `An uploaded file, not kept: ${body}` }
    : { mimeType, text: body };
}

function response({ status, response_headers, response_body, response_bytes }: Exchange): object {
  return {
    // What the archive's own viewers write where no answer came.
    status: status ?? 0,
    statusText: "",
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers: nameValues(Object.entries(response_headers)),
    content: {
      size: response_bytes,
      mimeType: response_headers["content-type"] ?? "x-unknown",
      ...(response_body === null ? {} : { text: response_body }),
    },
    redirectURL: "",
    headersSize: UNKNOWN,
    bodySize: status === 304 ? 0 : UNKNOWN,
  };
}
