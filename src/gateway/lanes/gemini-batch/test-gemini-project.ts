import type { ServerResponse } from "node:http";
import type { Behaviour, FaultServer } from "../provider/test-fault-server.ts";
import { TEST_KEY } from "../provider/test-provider-lane.ts";

// Formats after https://ai.google.dev/api/batch-api, https://ai.google.dev/api/files and https://ai.google.dev/gemini-api/docs/batch-api

/** A batch as the provider keeps it. */
export interface KeptBatch {
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

/** The batches and files of one project, on a server of a test. */
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
export function geminiProject(server: FaultServer): GeminiProject {
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
    behaviour(answering) {
      const request = server.requests.at(-1);
      if (request === undefined) throw new Error("The server has seen no request.");
      const { method, headers, body } = request;
      const url = new URL(request.url, server.url);
      if (headers["x-goog-api-key"] !== TEST_KEY)
        return refuse(
          answering,
          400,
          "INVALID_ARGUMENT",
          "API key not valid. Please pass a valid API key.",
        );
      if (url.pathname === "/upload/v1beta/files") {
        const id = url.searchParams.get("upload_id");
        if (id === null) return begin(answering, headers, JSON.parse(body).file);
        return finish(answering, headers, id, body);
      }
      if (url.pathname.startsWith("/download/")) return download(answering, url);
      const [, name = "", verb] = /^\/v1beta\/([^:]+)(?::(\w+))?$/.exec(url.pathname) ?? [];
      if (verb === "batchGenerateContent") return create(answering, name, JSON.parse(body).batch);
      if (name.startsWith("files/")) return file(answering, method, name);
      if (name === "batches") return list(answering, url.searchParams);
      return operation(answering, method, name, verb);
    },
  };

  function begin(answering: ServerResponse, headers: Headers, stated: { name: string }): void {
    if (
      headers["x-goog-upload-command"] !== "start" ||
      headers["x-goog-upload-protocol"] !== "resumable"
    )
      return refuse(answering, 400, "INVALID_ARGUMENT", "No upload was begun.");
    if (files.has(stated.name)) return refuse(answering, 409, "ALREADY_EXISTS", "It is there.");
    const id = `upload-${uploads.size}`;
    const bytes = Number(headers["x-goog-upload-header-content-length"]);
    uploads.set(id, { name: stated.name, bytes });
    const at = `${project.upload_origin ?? server.url}/upload/v1beta/files?upload_id=${id}`;
    answering.writeHead(200, { "x-goog-upload-url": at, "x-goog-upload-status": "active" }).end();
  }

  function finish(answering: ServerResponse, headers: Headers, id: string, body: string): void {
    const upload = uploads.get(id);
    const isWhole =
      upload?.bytes === Buffer.byteLength(body) &&
      headers["x-goog-upload-command"] === "upload, finalize" &&
      headers["x-goog-upload-offset"] === "0";
    if (upload === undefined || !isWhole) return refuse(answering, 400, "INVALID_ARGUMENT", "No.");
    files.set(upload.name, body);
    answer(answering, { file: fileOf(upload.name, body) });
  }

  function file(answering: ServerResponse, method: string, name: string): void {
    const content = files.get(name);
    if (name.length > "files/".length + 40)
      return refuse(
        answering,
        400,
        "INVALID_ARGUMENT",
        "File ID cannot be more than 40 characters.",
      );
    if (content === undefined)
      return refuse(
        answering,
        403,
        "PERMISSION_DENIED",
        "You do not have permission to access the File or it may not exist.",
      );
    if (method === "GET") return answer(answering, fileOf(name, content));
    files.delete(name);
    answer(answering, {});
  }

  function create(answering: ServerResponse, model: string, stated: Created): void {
    const { display_name, input_config } = stated;
    if (!files.has(input_config.file_name))
      return refuse(answering, 400, "INVALID_ARGUMENT", "The file is not there.");
    const batch: KeptBatch = {
      name: `batches/batch${batches.length}`,
      display_name,
      model,
      input_file: input_config.file_name,
      state: "BATCH_STATE_PENDING",
      responses: null,
    };
    batches.unshift(batch);
    answer(answering, operationOf(batch));
  }

  function list(answering: ServerResponse, query: URLSearchParams): void {
    const from = Number(query.get("pageToken") ?? 0);
    const to = from + Number(query.get("pageSize") ?? 10);
    // A list without batches has no field for them.
    const operations = batches.slice(from, to).map(operationOf);
    answer(answering, {
      ...(operations.length > 0 ? { operations } : {}),
      ...(to < batches.length ? { nextPageToken: String(to) } : {}),
    });
  }

  function operation(answering: ServerResponse, method: string, name: string, verb?: string): void {
    const batch = batches.find((each) => each.name === name);
    if (batch === undefined) return refuse(answering, 404, "NOT_FOUND", `No batch ${name}.`);
    if (verb === "cancel") {
      if (isAtEnd(batch)) return refuse(answering, 400, "FAILED_PRECONDITION", "It is done.");
      batch.state = "BATCH_STATE_CANCELLED";
      return answer(answering, {});
    }
    if (method === "DELETE") {
      batches.splice(batches.indexOf(batch), 1);
      return answer(answering, {});
    }
    answer(answering, operationOf(batch));
  }

  function download(answering: ServerResponse, url: URL): void {
    const batch = batches.find(
      (each) => url.pathname === `/download/v1beta/${fileNameOf(each)}:download`,
    );
    if (batch?.responses == null || url.searchParams.get("alt") !== "media")
      return refuse(answering, 404, "NOT_FOUND", "No such file.");
    const lines = batch.responses.map((line) => `${JSON.stringify(line)}\n`).join("");
    answering.writeHead(200, { "content-type": "application/jsonl" }).end(lines);
  }

  return project;
}

type Headers = FaultServer["requests"][number]["headers"];

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

function answer(answering: ServerResponse, body: object): void {
  answering.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function refuse(answering: ServerResponse, code: number, status: string, message: string): void {
  answering
    .writeHead(code, { "content-type": "application/json" })
    .end(JSON.stringify({ error: { code, message, status } }));
}
