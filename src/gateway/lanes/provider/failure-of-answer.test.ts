import { expect, test } from "vitest";
import { failureOfAnswer } from "./failure-of-answer.ts";
import { openAiError } from "./test-fault-server.ts";
import { connectionTo, TEST_KEY } from "./test-provider-lane.ts";

const call = {
  connection: connectionTo("http://127.0.0.1:1/v1"),
  upstream_model: "upstream/mini",
  now: new Date("2026-11-30T12:00:00.000Z"),
};

function geminiError(code: number, status: string, message: string): object {
  return { error: { code, message, status } };
}

function failureOf(status: number, body: object | string, headers = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return failureOfAnswer({ status, headers, text }, call);
}

test.each([
  ["OpenAI's rate limit", 429, openAiError("requests", "rate_limit_exceeded", "…"), "provider_429"],
  [
    "OpenAI's empty account",
    429,
    openAiError("insufficient_quota", "insufficient_quota", "…"),
    "lane_unavailable",
  ],
  [
    "OpenRouter's empty account",
    402,
    { error: { code: 402, message: "Insufficient credits" } },
    "lane_unavailable",
  ],
  ["a request that took the server too long", 408, "", "provider_timeout"],
  ["a proxy whose server is silent", 504, "<html>504</html>", "provider_timeout"],
  ["an overloaded server", 503, { error: { message: "overloaded" } }, "provider_500"],
  ["a proxy's own status", 529, "", "provider_500"],
  [
    "OpenAI's context length",
    400,
    openAiError("invalid_request_error", "context_length_exceeded", "…"),
    "context_length",
  ],
  [
    "vLLM's context length",
    400,
    {
      object: "error",
      message: "This model's maximum context length is 2048 tokens.",
      type: "BadRequestError",
      code: 400,
    },
    "context_length",
  ],
  [
    "llama.cpp's context length",
    400,
    {
      error: {
        code: 400,
        message: "the request exceeds the available context size",
        type: "exceed_context_size_error",
      },
    },
    "context_length",
  ],
  [
    "Anthropic's long prompt",
    400,
    {
      type: "error",
      error: {
        type: "invalid_request_error",
        message: "prompt is too long: 205000 tokens > 200000 maximum",
      },
    },
    "context_length",
  ],
  [
    "Gemini's long prompt",
    400,
    geminiError(
      400,
      "INVALID_ARGUMENT",
      "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
    ),
    "context_length",
  ],
  [
    "Gemini's refused key",
    400,
    geminiError(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."),
    "lane_unavailable",
  ],
  [
    "Azure's content filter",
    400,
    { error: { code: "content_filter", message: "…", innererror: {} } },
    "content_policy",
  ],
  [
    "OpenRouter's moderation",
    403,
    { error: { code: 403, message: "Input was flagged by moderation" } },
    "content_policy",
  ],
  [
    "a key without rights",
    403,
    openAiError("invalid_request_error", null, "…"),
    "lane_unavailable",
  ],
  [
    "Ollama's missing model",
    404,
    { error: { message: 'model "llama9" not found, try pulling it first', type: "api_error" } },
    "lane_unavailable",
  ],
  [
    "OpenRouter's missing model",
    400,
    { error: { code: 400, message: "llama9 is not a valid model ID" } },
    "lane_unavailable",
  ],
  ["a wrong path", 404, "404 page not found", "lane_unavailable"],
  ["a redirect", 308, "", "lane_unavailable"],
  ["a method that is not allowed", 405, "", "lane_unavailable"],
  [
    "an unknown parameter",
    400,
    openAiError("invalid_request_error", "unknown_parameter", "…"),
    "invalid_input",
  ],
  ["FastAPI's own check", 422, { detail: [{ loc: ["body", "messages"] }] }, "invalid_input"],
  ["an item that is too large", 413, "", "invalid_input"],
])("%s (%i) is told apart", (_name, status, body, code) => {
  expect(failureOf(status, body).code).toBe(code);
});

test("a wrong key names the variable that holds it, and neither the key nor what the provider says of it", () => {
  const said = openAiError(
    "invalid_request_error",
    "invalid_api_key",
    `Incorrect API key: ${TEST_KEY}`,
  );
  expect(failureOf(401, said).message).toBe(
    "Test server answered 401. Check the key in TEST_API_KEY.",
  );
});

test("a key that Gemini refuses by 400 is told like any other", () => {
  const said = geminiError(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid one.");
  expect(failureOf(400, said).message).toBe(
    "Test server answered 400. Check the key in TEST_API_KEY.",
  );
});

test("a key that a provider repeats anywhere else is hidden", () => {
  const { message } = failureOf(400, openAiError("x", null, `Bad header Bearer ${TEST_KEY}.`));
  expect(message).toBe("Test server answered 400: Bad header Bearer «hidden».");
});

test("what is wrong with a model's name says where to look", () => {
  expect(failureOf(404, openAiError("x", "model_not_found", "No such model.")).message).toBe(
    'Test server answered 404: No such model. Check upstream_model "upstream/mini" and the lane\'s base_url.',
  );
});

test("a page is not quoted, and a long text is cut", () => {
  expect(failureOf(502, "<html><body>Bad gateway</body></html>").message).toBe(
    "Test server answered 502.",
  );
  expect(failureOf(500, "x".repeat(5_000)).message.length).toBeLessThan(400);
});

test("an overloaded server is left alone for as long as it asks, as one that limits is", () => {
  expect(failureOf(503, "", { "retry-after": "3" }).retry_after_ms).toBe(3_000);
  expect(failureOf(429, "", { "retry-after": "3" }).retry_after_ms).toBe(3_000);
  expect(failureOf(400, "", { "retry-after": "3" }).retry_after_ms).toBeNull();
});
