import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { contract } from "#contract/index.ts";
import { OpenaiErrorEnvelope } from "#contract/openai-errors.ts";
import OpenAI, { toFile } from "openai";
import { sql } from "../database/sql.ts";
import { nativeLine } from "../files/test-inputs.ts";
import {
  apiError,
  batchLine,
  chatLine,
  createTestOpenai,
  submitLines,
  uploadLines,
  type TestOpenai,
} from "./test-openai.ts";

let gateway: TestOpenai;
beforeAll(async () => void (gateway = await createTestOpenai()));
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

const UNKNOWN_FILE = "file_00000000000000000000";
const UNKNOWN_BATCH = "bat_00000000000000000000";

describe("who calls with OpenAI's client", () => {
  test("a wrong key is an AuthenticationError, whatever is wrong with it", async () => {
    const mistyped = `ob_live_${"a".repeat(38)}`;
    for (const key of ["sk-proj-of-somebody-else", mistyped]) {
      const refused = await apiError(gateway.client(key).models.list());
      expect(refused).toBeInstanceOf(OpenAI.AuthenticationError);
      expect(refused).toMatchObject({ status: 401, type: "authentication_error", param: null });
      expect(refused.requestID).toMatch(/^req_[0-9a-z]{20}$/);
    }
    expect(gateway.requests).toHaveLength(2);
  });

  test("a key is good until it expires", async () => {
    const { session } = await gateway.newOrg();
    const expires_at = new Date(gateway.now().getTime() + 3_600_000).toISOString();
    const { api_key } = await gateway.request(
      contract.apiKeys.create,
      { body: { label: "for an hour", expires_at } },
      { as: session },
    );
    const client = gateway.client(api_key);
    expect((await client.models.retrieve("gpt-4o-mini")).owned_by).toBe("OpenAI");
    gateway.advance(3_600_000);
    const refused = await apiError(client.models.retrieve("gpt-4o-mini"));
    expect(refused).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(refused.code).toBe("invalid_api_key");
  });

  test("a key without the permission is a PermissionDeniedError that names it", async () => {
    const { session } = await gateway.newOrg();
    const { api_key } = await gateway.createKey(session, ["read"]);
    const client = gateway.client(api_key);
    const refused = await apiError(uploadLines(client, [chatLine("a")]));
    expect(refused).toBeInstanceOf(OpenAI.PermissionDeniedError);
    expect(refused.message).toContain('"submit"');
    expect((await client.models.list()).data.length).toBeGreaterThan(0);
  });
});

describe("what is not there for OpenAI's client", () => {
  test("an unknown id is a NotFoundError, also one of another form, of another org, and of no endpoint", async () => {
    const { client } = await gateway.newOrg();
    const other = (await gateway.newOrg()).client;
    const foreign = await uploadLines(other, [chatLine("a")]);
    const calls = [
      () => client.files.retrieve(UNKNOWN_FILE),
      () => client.files.content("file-abc/../x y?"),
      () => client.files.retrieve(foreign.id),
      () => client.files.delete(foreign.id),
      () => client.files.retrieve(UNKNOWN_BATCH.replace("bat_", "file_errors_")),
      () => client.batches.retrieve(UNKNOWN_BATCH),
      () => client.batches.cancel("batch_abc123"),
      () => client.models.retrieve("gpt-nought"),
      () => client.chat.completions.create({ model: "gpt-4o-mini", messages: [] }),
    ];
    for (const call of calls) {
      const refused = await apiError(call());
      expect(refused).toBeInstanceOf(OpenAI.NotFoundError);
      expect(refused).toMatchObject({ code: "not_found", type: "invalid_request_error" });
    }
    expect(await (await client.files.list().asResponse()).json()).toMatchObject({ data: [] });
  });

  test("ids come percent-encoded, slashes of model names too", async () => {
    const { client, session } = await gateway.newOrg();
    const { id } = await uploadLines(client, [chatLine("a")]);
    const encoded = [...id].map((one) => `%${one.charCodeAt(0).toString(16)}`).join("");
    const answer = await fetch(`${gateway.origin}/v1/openai/v1/files/${encoded}`, {
      headers: { authorization: `Bearer ${session}` },
    });
    expect(await answer.json()).toMatchObject({ id });
    expect(await client.models.retrieve("openai/gpt-4o-mini")).toMatchObject({ id: "gpt-4o-mini" });
  });
});

describe("what is wrong with a file for OpenAI's client", () => {
  test("is a BadRequestError that names the line, the field and what is wrong", async () => {
    const { client } = await gateway.newOrg();
    const nameless = batchLine("b", "/v1/chat/completions", { model: "gpt-4o-mini" });
    const refused = await apiError(
      uploadLines(client, [chatLine("a"), nameless, chatLine("c", "x", { model: "gpt-4o-mink" })]),
    );
    expect(refused).toBeInstanceOf(OpenAI.BadRequestError);
    expect(refused).toMatchObject({ code: "preflight_failed", param: "file" });
    expect(refused.message).toMatch(
      /Line 2, body\.messages: .+ Line 3, body\.model: .+gpt-4o-mini/,
    );
    expect((await client.files.list()).data).toEqual([]);
  });

  test("is told of five lines, and of how many more there are", async () => {
    const { client } = await gateway.newOrg();
    const refused = await apiError(uploadLines(client, ["[]\n".repeat(8)]));
    expect(refused.message).toContain("Line 5: ");
    expect(refused.message).not.toContain("Line 6: ");
    expect(refused.message).toMatch(/And 3 more\.$/);
  });
});

describe("what lists refuse", () => {
  test("a page of no size and a place that is none are refused by the parameter's name", async () => {
    const { client } = await gateway.newOrg();
    const calls = [
      ["limit", () => client.batches.list({ limit: 101 })],
      ["after", () => client.batches.list({ after: "batch_abc123" })],
      ["limit", () => client.files.list({ limit: 0 })],
      ["after", () => client.files.list({ after: UNKNOWN_BATCH })],
    ] as const;
    for (const [param, call] of calls) {
      const refused = await apiError(call());
      expect(refused).toBeInstanceOf(OpenAI.BadRequestError);
      expect(refused).toMatchObject({ code: "invalid_request", param });
    }
  });
});

describe("what batches.create refuses", () => {
  const create = (client: OpenAI, input_file_id: string, more: object = {}) =>
    apiError(
      client.batches.create({
        input_file_id,
        endpoint: "/v1/chat/completions",
        completion_window: "24h",
        ...more,
      }),
    );

  test("an endpoint that a line is not for is refused by the number of the line", async () => {
    const { client } = await gateway.newOrg();
    const embedding = { model: "text-embedding-3-small", input: "A river." };
    const { id } = await uploadLines(client, [
      chatLine("a"),
      chatLine("b"),
      batchLine("c", "/v1/embeddings", embedding),
    ]);
    const refused = await create(client, id);
    expect(refused).toBeInstanceOf(OpenAI.BadRequestError);
    expect(refused.param).toBe("endpoint");
    expect(refused.message).toContain("Line 3 of the file is for /v1/embeddings");
    const other = await create(client, id, { endpoint: "/v1/responses" });
    expect(other.message).toContain("Line 1 of the file is for /v1/chat/completions");
  });

  test.each([
    ["another endpoint", { endpoint: "/v1/completions" }, "endpoint"],
    ["another window", { completion_window: "1h" }, "completion_window"],
    ["a field that there is not", { output_expires_after: {} }, "output_expires_after"],
    ["a seventeenth pair", { metadata: Object.fromEntries(pairs(17)) }, "metadata"],
    ["another kind of id", { input_file_id: "file-abc" }, "input_file_id"],
  ])("%s is refused by the field's name", async (_what, more, param) => {
    const { client } = await gateway.newOrg();
    const { id } = await uploadLines(client, [chatLine("a")]);
    const refused = await create(client, id, more);
    expect(refused).toBeInstanceOf(OpenAI.BadRequestError);
    expect(refused).toMatchObject({ code: "invalid_request", param });
    expect(refused.message).toContain(param);
  });

  test("a file from before the URLs of lines were noted is judged by what its lines ask for", async () => {
    const { client } = await gateway.newOrg();
    const { id } = await uploadLines(client, [chatLine("a")]);
    await gateway.database.query(sql`update files set urls = null`);
    const refused = await create(client, id, { endpoint: "/v1/embeddings" });
    expect(refused).toMatchObject({ status: 400, param: "endpoint" });
    const batch = await client.batches.create({
      input_file_id: id,
      endpoint: "/v1/chat/completions",
      completion_window: "24h",
    });
    expect(batch.endpoint).toBe("/v1/chat/completions");
  });

  test("a file of native lines is refused, with where it would be taken", async () => {
    const { client, session } = await gateway.newOrg();
    const { id } = await gateway.request(
      contract.files.upload,
      { query: {}, body: new Blob([nativeLine("a")]) },
      { as: session },
    );
    const refused = await create(client, id);
    expect(refused).toMatchObject({ status: 400, param: "input_file_id" });
    expect(refused.message).toContain("POST /v1/batches");
  });

  test("a file that is not there is a NotFoundError", async () => {
    const { client } = await gateway.newOrg();
    expect(await create(client, UNKNOWN_FILE)).toBeInstanceOf(OpenAI.NotFoundError);
  });

  test("work that no lane takes is refused with each lane's reason", async () => {
    const { client } = await gateway.newOrg();
    const { id } = await uploadLines(client, [
      chatLine("a", "word ".repeat(150_000), { model: "gpt-4o-mini" }),
    ]);
    const refused = await create(client, id);
    expect(refused).toBeInstanceOf(OpenAI.BadRequestError);
    expect(refused.message).toContain("No lane can take the work");
  });

  test("credits that do not reach are told with both sums, once, and nothing is created", async () => {
    const { client, session } = await gateway.newOrg();
    const lines = Array.from({ length: 60 }, (_, at) =>
      chatLine(`${at}`, "Name a river.", { model: "gpt-5", max_tokens: 100_000 }),
    );
    const refused = await apiError(submitLines(client, lines));
    expect(refused).toMatchObject({
      status: 402,
      code: "insufficient_credits",
      type: "insufficient_quota",
    });
    expect(refused.message).toMatch(/needs \$\d+\.\d+; \$25\.000000 is left/);
    expect(gateway.requests.filter((one) => one === "POST /v1/openai/v1/batches")).toHaveLength(1);
    expect((await client.batches.list()).data).toEqual([]);
    const { data } = await gateway.request(contract.accounts.ledger, {}, { as: session });
    expect(data.map(({ kind }) => kind)).toEqual(["grant"]);
  });
});

function pairs(count: number): [string, string][] {
  return Array.from({ length: count }, (_, at) => [`name-${at}`, "value"]);
}

describe("what the client would repeat in vain", () => {
  test("cancelling a batch that has ended is a ConflictError after one request", async () => {
    const { client } = await gateway.newOrg();
    const { id } = await submitLines(client, [chatLine("a")]);
    await gateway.runJobs();
    gateway.requests.length = 0;
    const refused = await apiError(client.batches.cancel(id));
    expect(refused).toBeInstanceOf(OpenAI.ConflictError);
    expect(refused).toMatchObject({ code: "batch_terminal" });
    expect(refused.headers?.get("x-should-retry")).toBe("false");
    expect(gateway.requests).toEqual([`POST /v1/openai/v1/batches/${id}/cancel`]);
  });
});

describe("the form of errors", () => {
  test("is OpenAI's below its base URL alone, also for what is not served there", async () => {
    const paths = ["/v1/openai/v1/files", "/v1/openai/v1/nothing", "/v1/openai/v1"];
    for (const path of paths) {
      const answer = await fetch(gateway.origin + path);
      const text = await answer.text();
      expect(OpenaiErrorEnvelope.parse(JSON.parse(text)).error.message).not.toBe("");
      expect(Object.keys(JSON.parse(text).error)).toEqual(["message", "type", "param", "code"]);
      expect(answer.headers.get("x-request-id")).toMatch(/^req_/);
    }
    for (const path of ["/v1/files", "/v1/openai/v2/files", "/v1/openai/v1x"]) {
      const { error } = await (await fetch(gateway.origin + path)).json();
      expect(Object.keys(error)).toEqual(["code", "message", "details"]);
    }
  });

  test("says when to come again where waiting helps", async () => {
    const limited = await createTestOpenai({
      database: gateway.database,
      config: { rateLimits: { principal: 1, address: 0, sign_in: 0, account: 0 } },
    });
    const { session } = await gateway.newOrg();
    const { api_key } = await gateway.createKey(session);
    const client = new OpenAI({
      apiKey: api_key,
      baseURL: limited.client(api_key).baseURL,
      maxRetries: 0,
    });
    await client.models.list();
    const refused = await apiError(client.models.list());
    expect(refused).toBeInstanceOf(OpenAI.RateLimitError);
    expect(refused).toMatchObject({ code: "rate_limited", type: "rate_limit_error" });
    expect(refused.headers?.get("retry-after")).toMatch(/^\d+$/);
    await limited.app.drain(0);
    const draining = await apiError(
      client.files.create({ file: await toFile(Buffer.from(chatLine("a"))), purpose: "batch" }),
    );
    expect(draining).toBeInstanceOf(OpenAI.InternalServerError);
    expect([draining.status, draining.headers?.get("retry-after")]).toEqual([503, "5"]);
    await limited.close();
  });
});
