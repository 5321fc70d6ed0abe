import type { AddressInfo } from "node:net";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { createAdaptorServer } from "@hono/node-server";
import { OPENAI_BASE_PATH } from "#contract/openai-errors.ts";
import OpenAI, { toFile } from "openai";
import type { Fetch } from "../http/router.ts";
import { closeServer, listen, SERVER_OPTIONS } from "../serve.ts";
import { createTestApp, type TestApp, type TestAppOverrides } from "../test-app.ts";

/** A gateway that really listens, and OpenAI's own client for it. */
export interface TestOpenai extends TestApp {
  /** Where it listens. */
  origin: string;
  /** OpenAI's client as it comes, with this key. */
  client(apiKey: string): OpenAI;
  /** A client with a key of a new org, and the org's session for calls of the native API. */
  newOrg(): Promise<{ client: OpenAI; session: string }>;
  /** The requests that came, as `POST /v1/openai/v1/files`. */
  requests: string[];
  /** Does the next request of this kind, as in `requests`, and breaks the connection in place of the answer. */
  loseAnswerTo(request: string): void;
}

export async function createTestOpenai(overrides: TestAppOverrides = {}): Promise<TestOpenai> {
  const gateway = await createTestApp(overrides);
  const requests: string[] = [];
  const losing = new Set<string>();
  const answer: Fetch = async (request, bindings) => {
    const kind = `${request.method} ${new URL(request.url).pathname}`;
    requests.push(kind);
    if (!losing.delete(kind)) return gateway.app.fetch(request, bindings);
    await gateway.app.fetch(request, bindings);
    bindings?.outgoing?.destroy();
    return RESPONSE_ALREADY_SENT;
  };
  const server = createAdaptorServer({ fetch: answer, serverOptions: SERVER_OPTIONS });
  await listen(server, { host: "127.0.0.1", port: 0 });
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a path
  const origin = `http://127.0.0.1:${port}`;
  const client = (apiKey: string): OpenAI =>
    new OpenAI({ apiKey, baseURL: `${origin}${OPENAI_BASE_PATH}` });
  return {
    ...gateway,
    origin,
    client,
    requests,
    async newOrg() {
      const { session_token } = await gateway.registerAndVerify();
      const { api_key } = await gateway.createKey(session_token);
      return { client: client(api_key), session: session_token };
    },
    loseAnswerTo: (request) => void losing.add(request),
    async reset() {
      requests.length = 0;
      losing.clear();
      await gateway.reset();
    },
    async close() {
      await closeServer(server);
      await gateway.close();
    },
  };
}

/** So many ids for lines, in order. */
export function requestIds(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `request-${at}`);
}

/** A line that asks a chat model, line end included. */
export function chatLine(
  custom_id: string,
  content = "Name a river.",
  body: Record<string, unknown> = {},
): string {
  return batchLine(custom_id, "/v1/chat/completions", {
    model: "gpt-4o-mini",
    messages: [{ role: "user", content }],
    max_tokens: 20,
    ...body,
  });
}

/** An OpenAI Batch line, line end included. */
export function batchLine(custom_id: string, url: string, body: object): string {
  return `${JSON.stringify({ custom_id, method: "POST", url, body })}\n`;
}

/** Uploads lines as the documentation of OpenAI's client does. */
export async function uploadLines(
  client: OpenAI,
  lines: readonly string[],
): Promise<OpenAI.FileObject> {
  const file = await toFile(Buffer.from(lines.join("")), "requests.jsonl");
  return client.files.create({ file, purpose: "batch" });
}

/** A chat batch of these lines. */
export async function submitLines(
  client: OpenAI,
  lines: readonly string[],
  params: Partial<OpenAI.BatchCreateParams> = {},
): Promise<OpenAI.Batch> {
  const { id } = await uploadLines(client, lines);
  return client.batches.create({
    input_file_id: id,
    endpoint: "/v1/chat/completions",
    completion_window: "24h",
    ...params,
  });
}

/** One line of an output or error file. */
export interface ResultLine {
  custom_id: string;
  response: { status_code: number; body: { object: string } } | null;
  error: { code: string; message: string } | null;
}

/** The lines of a file that the client reads; none where a batch left no such file. */
export async function readLines(
  client: OpenAI,
  id: string | null | undefined,
): Promise<ResultLine[]> {
  if (id == null) return [];
  const text = await (await client.files.content(id)).text();
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as ResultLine); // a test looks at what it needs of it
}

/** Asks for a batch again and again until it is as wanted. */
export async function untilBatch(
  client: OpenAI,
  id: string,
  isWanted: (batch: OpenAI.Batch) => boolean,
): Promise<OpenAI.Batch> {
  for (;;) {
    const batch = await client.batches.retrieve(id);
    if (isWanted(batch)) return batch;
  }
}

/** What a call of the client is refused with. */
export async function apiError(
  call: Promise<unknown>,
): Promise<InstanceType<typeof OpenAI.APIError>> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof OpenAI.APIError))
    throw new Error("expected an APIError", { cause: error });
  return error;
}
