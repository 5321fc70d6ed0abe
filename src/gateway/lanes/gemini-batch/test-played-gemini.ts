import type { Behaviour, SeenRequest } from "../provider/test-fault-server.ts";
import type { PlayedAnswer } from "../provider/test-played-provider.ts";
import { TEST_KEY } from "../provider/test-provider-lane.ts";

// Formats after https://ai.google.dev/api/batch-api, https://ai.google.dev/api/files and https://ai.google.dev/gemini-api/docs/batch-api

/** A batch as the provider keeps it. */
interface KeptBatch {
  name: string;
  display_name: string;
  model: string;
  input_file: string;
  state: string;
  /** Lines of the responses file; null where there is none. */
  responses: readonly object[] | null;
  /** In the place of a file of responses. */
  inlined?: readonly object[];
  error?: object;
}

/** The batches and files of one project. */
export interface GeminiProject {
  /** Newest first. */
  readonly batches: KeptBatch[];
  /** Contents by name. */
  readonly files: Map<string, string>;
  /** The keys of the lines that a batch was made of. */
  keysOf(batch: KeptBatch): string[];
  /** Ends a batch with one line for each request. */
  end(batch: KeptBatch, line: (key: string, index: number) => object): void;
  /** Where uploads are told to go, in the place of the server itself. */
  upload_origin?: string;
  answer(request: SeenRequest): PlayedAnswer;
  behaviour: Behaviour;
}

/** A response as the documentation has it. */
export function response(change: object = {}): Record<string, unknown> {
  return {
    candidates: [
      { content: { role: "model", parts: [{ text: "Hello!" }] }, finishReason: "STOP", index: 0 },
    ],
    usageMetadata: { promptTokenCount: 15, cachedContentTokenCount: 4, candidatesTokenCount: 6 },
    modelVersion: "gemini-x",
    responseId: "resp-1",
    ...change,
  };
}

interface Upload {
  name: string;
  bytes: number;
}

/** A project without batches and files. */
export function geminiProject(): GeminiProject {
  const batches: KeptBatch[] = [];
  const files = new Map<string, string>();
  const uploads = new Map<string, Upload>();
  const project: GeminiProject = {
    batches,
    files,
    keysOf: ({ input_file }) =>
      (files.get(input_file) ?? "")
        .trimEnd()
        .split("\n")
        .map((line): string => JSON.parse(line).key),
    end(batch, line) {
      batch.state = "BATCH_STATE_SUCCEEDED";
      batch.responses = project.keysOf(batch).map(line);
    },
    answer,
    behaviour(outgoing, _request, seen) {
      const { status, body, headers = {} } = answer(seen);
      outgoing.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
    },
  };

  function answer({ method, url, headers, body }: SeenRequest): PlayedAnswer {
    const { pathname, searchParams, origin } = new URL(url, `http://${headers.host}`);
    if (headers["x-goog-api-key"] !== TEST_KEY)
      return refused(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.");
    if (pathname === "/upload/v1beta/files") {
      const id = searchParams.get("upload_id");
      return id === null
        ? begin(headers, JSON.parse(body).file, project.upload_origin ?? origin)
        : finish(headers, id, body);
    }
    if (pathname.startsWith("/download/")) return download(pathname, searchParams);
    const [, name = "", verb] = /^\/v1beta\/([^:]+)(?::(\w+))?$/.exec(pathname) ?? [];
    if (verb === "batchGenerateContent") return create(name, JSON.parse(body).batch);
    if (name.startsWith("files/")) return file(method, name);
    return name === "batches" ? list(searchParams) : operation(method, name, verb);
  }

  function begin(headers: Headers, { name }: { name: string }, origin: string): PlayedAnswer {
    const isBegun =
      headers["x-goog-upload-command"] === "start" &&
      headers["x-goog-upload-protocol"] === "resumable";
    if (!isBegun) return refused(400, "INVALID_ARGUMENT", "No upload was begun.");
    if (files.has(name)) return refused(409, "ALREADY_EXISTS", "It is there.");
    const id = `upload-${uploads.size}`;
    uploads.set(id, { name, bytes: Number(headers["x-goog-upload-header-content-length"]) });
    const at = `${origin}/upload/v1beta/files?upload_id=${id}`;
    return { status: 200, body: "", headers: { "x-goog-upload-url": at } };
  }

  function finish(headers: Headers, id: string, body: string): PlayedAnswer {
    const upload = uploads.get(id);
    const isWhole =
      upload?.bytes === Buffer.byteLength(body) &&
      headers["x-goog-upload-command"] === "upload, finalize" &&
      headers["x-goog-upload-offset"] === "0";
    if (upload === undefined || !isWhole) return refused(400, "INVALID_ARGUMENT", "Not whole.");
    files.set(upload.name, body);
    return given({ file: fileOf(upload.name, body) });
  }

  function file(method: string, name: string): PlayedAnswer {
    const content = files.get(name);
    if (name.length > "files/".length + 40)
      return refused(400, "INVALID_ARGUMENT", "File ID cannot be more than 40 characters.");
    if (content === undefined)
      return refused(403, "PERMISSION_DENIED", "You may not access the File or it may not exist.");
    if (method === "GET") return given(fileOf(name, content));
    files.delete(name);
    return given({});
  }

  function create(model: string, { display_name, input_config }: Created): PlayedAnswer {
    const { file_name: input_file } = input_config;
    if (!files.has(input_file)) return refused(400, "INVALID_ARGUMENT", "There is no such file.");
    const name = `batches/batch${batches.length}`;
    const state = "BATCH_STATE_PENDING";
    const batch: KeptBatch = { name, display_name, model, input_file, state, responses: null };
    batches.unshift(batch);
    return given(operationOf(batch));
  }

  function list(query: URLSearchParams): PlayedAnswer {
    const from = Number(query.get("pageToken") ?? 0);
    const to = from + Number(query.get("pageSize") ?? 10);
    const operations = batches.slice(from, to).map(operationOf);
    return given({
      // A list without batches has no field for them.
      ...(operations.length > 0 ? { operations } : {}),
      ...(to < batches.length ? { nextPageToken: String(to) } : {}),
    });
  }

  function operation(method: string, name: string, verb?: string): PlayedAnswer {
    const batch = batches.find((each) => each.name === name);
    if (batch === undefined) return refused(404, "NOT_FOUND", `No batch ${name}.`);
    if (verb === "cancel") {
      if (isAtEnd(batch)) return refused(400, "FAILED_PRECONDITION", "It is done.");
      batch.state = "BATCH_STATE_CANCELLED";
      return given({});
    }
    if (method !== "DELETE") return given(operationOf(batch));
    batches.splice(batches.indexOf(batch), 1);
    return given({});
  }

  function download(pathname: string, query: URLSearchParams): PlayedAnswer {
    const batch = batches.find(
      (each) => pathname === `/download/v1beta/${fileNameOf(each)}:download`,
    );
    if (batch?.responses == null || query.get("alt") !== "media")
      return refused(404, "NOT_FOUND", "No such file.");
    const lines = batch.responses.map((line) => `${JSON.stringify(line)}\n`);
    return { status: 200, body: lines.join("") };
  }

  return project;
}

type Headers = SeenRequest["headers"];

interface Created {
  display_name: string;
  input_config: { file_name: string };
}

/** Longer than the API itself lets a file's id be. */
function fileNameOf({ name }: KeptBatch): string {
  return `files/batch-${name.slice("batches/".length).padEnd(36, "0")}`;
}

function isAtEnd({ state }: KeptBatch): boolean {
  return !["PENDING", "RUNNING"].includes(state.replace(/^[A-Z]+_STATE_/, ""));
}

function operationOf(batch: KeptBatch) {
  const { name, display_name, model, input_file, state, responses, inlined, error } = batch;
  const output =
    inlined === undefined
      ? { responsesFile: fileNameOf(batch) }
      : { inlinedResponses: { inlinedResponses: inlined } };
  const hasOutput = responses !== null || inlined !== undefined;
  return {
    name,
    metadata: {
      "@type": "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch",
      name,
      model,
      displayName: display_name,
      inputConfig: { fileName: input_file },
      ...(hasOutput ? { output } : {}),
      createTime: "2026-11-30T11:00:00.015405218Z",
      batchStats: { requestCount: "3", successfulRequestCount: "2" },
      state,
    },
    ...(isAtEnd(batch) ? { done: true } : {}),
    ...(hasOutput ? { response: output } : {}),
    ...(error === undefined ? {} : { error }),
  };
}

function fileOf(name: string, content: string) {
  return {
    name,
    mimeType: "application/jsonl",
    sizeBytes: String(Buffer.byteLength(content)),
    state: "ACTIVE",
  };
}

function given(body: object): PlayedAnswer {
  return { status: 200, body: JSON.stringify(body) };
}

function refused(code: number, status: string, message: string): PlayedAnswer {
  return { status: code, body: JSON.stringify({ error: { code, message, status } }) };
}
