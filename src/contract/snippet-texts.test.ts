import { expect, test } from "vitest";
import { contract } from "./index.ts";
import { snippet, snippetCredential, SNIPPET_LANGUAGES, type SnippetInput } from "./snippets.ts";
import type { Endpoint } from "./endpoint.ts";
import { wholeApi } from "./whole-api.ts";

/*
 * What is shown for copying, held to the files of `golden/`; that it runs and sends what it says is shown by `snippets.test.ts`. A
 * change that is meant is accepted with `npx vitest run src/contract/snippet-texts.test.ts -u`.
 */

const baseUrl = "https://gateway.example/api/";
const id = "bat_0123456789abcdefghjk";

const CALLS: readonly (readonly [endpoint: Endpoint, input: Omit<SnippetInput, "baseUrl">])[] = [
  [contract.catalog.health, {}],
  [contract.accounts.get, {}],
  [contract.accounts.signOut, {}],
  [contract.batches.list, { query: { limit: 5, status: undefined, metadata: { a: "it's" } } }],
  [contract.batches.artifact, { params: { id, kind: "output" }, query: { expires: 1 } }],
  [contract.batches.cancel, { params: { id }, credential: "$BATCHROUTER_SESSION" }],
  [contract.batches.create, { body: { quote_id: "q" }, idempotencyKey: `it's "my" key` }],
  [contract.webhooks.test, { body: { ignored: true } }],
  [contract.webhooks.redeliverFailed, {}],
  [
    contract.quotes.createForModel,
    {
      body: {
        __proto_: null,
        "a-b": [true, false, null, 1.5, "it's \u202e reversed \u{e0067}"],
        $valid: {},
        _valid9: [],
        "9th": undefined,
        nested: { models: ["gpt-4o-mini", "gpt-4o"], text: "x".repeat(60), empty: { inner: {} } },
        // A value of 60 characters stays on its line, one more does not.
        short: ["x".repeat(56)],
        long: ["x".repeat(57)],
      },
    },
  ],
  [contract.quotes.createForModel, { body: JSON.parse('{"__proto__":1}') as unknown }],
  [contract.files.upload, {}],
  [contract.files.upload, { fileName: 'my "odd" \\ file.jsonl', idempotencyKey: "key-1234" }],
  [wholeApi.openai.createFile, {}],
  [wholeApi.openai.createFile, { fileName: 'a "b".jsonl', credential: "$BATCHROUTER_SESSION" }],
];

test.each(SNIPPET_LANGUAGES)("the snippets in %s are as they were reviewed", async (language) => {
  const texts = CALLS.map(
    ([endpoint, input]) => `${snippet(language, endpoint, { baseUrl, ...input })}\n`,
  );
  await expect(texts.join("\n")).toMatchFileSnapshot(`./golden/snippets-${language}.txt`);
});

test("a call is made with the key where a key may be used, and with the session elsewhere", () => {
  expect(snippetCredential(contract.batches.get)).toBe("$BATCHROUTER_API_KEY");
  expect(snippetCredential(contract.accounts.signOut)).toBe("$BATCHROUTER_SESSION");
  expect(snippetCredential(contract.catalog.health)).toBeNull();
});
