import { execFile, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Endpoint } from "./endpoint.ts";
import { contract } from "./index.ts";
import { wholeApi } from "./whole-api.ts";
import { snippet, SNIPPET_LANGUAGES, type SnippetInput, type SnippetLanguage } from "./snippets.ts";

const run = promisify(execFile);
const LINES = '{"customer_item_id":"a"}\r\n{"customer_item_id":"ż"}';

let server: Server;
let folder: string;
let baseUrl: string;
let received: { method: string; url: string; headers: IncomingHttpHeaders; body: string }[] = [];
let status = 200;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "snippets-"));
  await writeFile(join(folder, "input.jsonl"), LINES);
  await writeFile(join(folder, 'my "odd" file; 1.jsonl'), LINES);
  server = createServer(async (request, response) => {
    const { method = "", url = "", headers } = request;
    received.push({ method, url, headers, body: await text(request) });
    response.writeHead(status, { "content-type": "application/json" }).end('{"answer":"ż"}');
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`; // a TCP server's address is never a path
});
beforeEach(() => {
  received = [];
  status = 200;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

/** The program that runs each language, and the name under which the snippet is saved for it. */
const RUNNERS: Record<SnippetLanguage, { program: string; file: string; needs: string }> = {
  curl: { program: "sh", file: "snippet.sh", needs: "curl" },
  typescript: { program: process.execPath, file: "snippet.mjs", needs: process.execPath },
  python: { program: "python3", file: "snippet.py", needs: "python3" },
};

function isThere(program: string): boolean {
  return spawnSync(program, ["--version"]).status === 0;
}

async function execute(
  language: SnippetLanguage,
  endpoint: Endpoint,
  input: Omit<SnippetInput, "baseUrl">,
) {
  const { program, file } = RUNNERS[language];
  await writeFile(join(folder, file), snippet(language, endpoint, { baseUrl, ...input }));
  const variables = {
    BATCHROUTER_API_KEY: "ob_live_key",
    BATCHROUTER_SESSION: "obs_session",
    PYTHONIOENCODING: "utf-8",
  };
  const { stdout } = await run(program, [file], {
    cwd: folder,
    env: { ...process.env, ...variables },
  });
  expect(received).toHaveLength(1);
  const [request = { method: "", url: "", headers: {}, body: "" }] = received;
  return { stdout, ...request };
}

const NASTY = JSON.parse(
  '{"__proto__":{"polluted":true},"constructor":1,"a-b":"it\'s \\"quoted\\"","1":[[],{},[null,true,false]]}',
) as object; // only JSON makes an own property of this name
const TEXTS = {
  lines: "one\ntwo\r\nthree\ttab",
  shell: "$HOME `id` $(id) \\ \\\\ ! %s ~ # ; & | > < * ? [a] {b}",
  javascript: "${process.exit(1)} `x` </script> \u2028\u2029",
  python: "{x} %(x)s \\N{BULLET} '''\"\"\"",
  unicode: "\u{e0067} zażółć 👩‍👩‍👧 ‮reversed‬ \u0000\u0007\u007f\u0085 \ud800 \ufeff",
  empty: "",
};
const BODY = {
  ...NASTY,
  ...TEXTS,
  numbers: [0, -1, 1.5, 1e21, 1e-7, 9007199254740991, 123456789012],
  long: Array.from({ length: 30 }, (_, index) => ({ index, text: "'".repeat(index) })),
  missing: undefined,
};

describe.each(SNIPPET_LANGUAGES)("the %s snippet", (language) => {
  // Not every machine has curl and Python; Node itself is always there.
  const runs = test.skipIf(!isThere(RUNNERS[language].needs));

  runs("sends a body of every nasty kind just as it was given", async () => {
    const body = Object.assign(Object.create(null), BODY) as object; // keeps __proto__ an entry like any other
    Object.defineProperty(body, "__proto__", { value: { polluted: true }, enumerable: true });
    const {
      method,
      url,
      headers,
      body: sent,
    } = await execute(language, contract.batches.create, {
      body,
      idempotencyKey: `it's "my" $KEY \\ 1`,
      credential: "$BATCHROUTER_API_KEY",
    });
    expect([method, url]).toEqual(["POST", "/v1/batches"]);
    expect(headers).toMatchObject({
      authorization: "Bearer ob_live_key",
      "content-type": "application/json",
      "idempotency-key": `it's "my" $KEY \\ 1`,
    });
    expect(JSON.stringify(JSON.parse(sent))).toBe(JSON.stringify(body));
    expect(sent).toContain('"__proto__"');
  });

  runs("puts parameters and filters into the address, escaped", async () => {
    const { method, url, headers, body } = await execute(language, contract.batches.list, {
      query: { limit: 5, metadata: { "a b": "x&y=z'é" }, cursor: undefined },
      credential: "$BATCHROUTER_SESSION",
    });
    expect([method, body]).toEqual(["GET", ""]);
    const { pathname, searchParams } = new URL(url, baseUrl);
    expect(pathname).toBe("/v1/batches");
    expect([...searchParams]).toEqual([
      ["limit", "5"],
      ["metadata[a b]", "x&y=z'é"],
    ]);
    expect(headers.authorization).toBe("Bearer obs_session");
    received = [];
    const named = await execute(language, contract.catalog.getWorkflowProduct, {
      params: { slug: "a/b 'c'?{d}[1-3]" },
    });
    expect(decodeURIComponent(named.url)).toBe("/v1/catalog/workflow-products/a/b 'c'?{d}[1-3]");
    expect(named.headers).not.toHaveProperty("authorization");
  });

  runs("prints the answer, also one that is an error", async () => {
    status = 404;
    const { stdout } = await execute(language, contract.catalog.health, {});
    expect(stdout).toContain('{"answer":"ż"}');
  });

  runs("sends a POST without a body and a DELETE", async () => {
    const posted = await execute(language, contract.webhooks.test, {
      credential: "$BATCHROUTER_API_KEY",
    });
    expect([posted.method, posted.body]).toEqual(["POST", ""]);
    received = [];
    const deleted = await execute(language, contract.webhooks.delete, {
      credential: "$BATCHROUTER_API_KEY",
    });
    expect([deleted.method, deleted.body]).toEqual(["DELETE", ""]);
  });

  runs.each([undefined, 'my "odd" file; 1.jsonl'])(
    "uploads the bytes of the file that it names: %s",
    async (fileName) => {
      const { method, headers, body } = await execute(language, contract.files.upload, {
        credential: "$BATCHROUTER_API_KEY",
        ...(fileName === undefined ? {} : { fileName }),
      });
      expect(method).toBe("POST");
      const isForm = String(headers["content-type"]).startsWith("multipart/form-data");
      expect(isForm ? formPart(body) : [headers["content-type"], body]).toEqual(
        isForm ? ["file", LINES] : ["application/x-ndjson", LINES],
      );
    },
  );

  runs("sends the fields of a form beside the bytes of its file", async () => {
    const { method, url, headers, body } = await execute(language, wholeApi.openai.createFile, {
      credential: "$BATCHROUTER_API_KEY",
    });
    expect([method, url]).toEqual(["POST", "/v1/openai/v1/files"]);
    expect(headers.authorization).toBe("Bearer ob_live_key");
    const form = await new Response(body, {
      headers: { "content-type": String(headers["content-type"]) },
    }).formData();
    const file = form.get("file");
    expect(file instanceof File ? [file.name, await file.text()] : file).toEqual([
      "input.jsonl",
      LINES,
    ]);
    expect([...form.keys()].toSorted()).toEqual(["file", "purpose"]);
    expect(form.get("purpose")).toBe("batch");
  });
});

/** The name and the content of a form's only part. */
function formPart(body: string): [name: string | undefined, content: string | undefined] {
  const [head = "", ...content] = body.split("\r\n\r\n");
  return [
    / name="([^"]*)"/.exec(head)?.[1],
    content.join("\r\n\r\n").replace(/\r\n--[^\r\n]*--\r\n$/, ""),
  ];
}

describe("a snippet", () => {
  test.each(SNIPPET_LANGUAGES)(
    "shows nothing that reads otherwise than it runs: %s",
    (language) => {
      const shown = snippet(language, contract.batches.create, { baseUrl, body: TEXTS });
      expect(shown.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    },
  );

  test("in cURL follows to where an artifact's bytes are", () => {
    const params = { id: "bat_0", kind: "output" };
    const query = { expires: 1, signature: "s" };
    const shown = snippet("curl", contract.batches.artifact, {
      baseUrl: "http://x",
      params,
      query,
    });
    expect(shown).toBe("curl -L 'http://x/v1/artifacts/bat_0/output?expires=1&signature=s'");
  });

  test("in cURL looks as the product's own page writes it", () => {
    const body = { models: ["gpt-4o-mini"], estimated_items: 1_000 };
    const shown = snippet("curl", contract.quotes.createForModel, {
      baseUrl: "https://test.api.batchrouter.com",
      body,
      credential: "$BATCHROUTER_API_KEY",
    });
    expect(shown).toBe(
      [
        "curl -X POST 'https://test.api.batchrouter.com/v1/quotes/model' \\",
        '  -H "Authorization: Bearer $BATCHROUTER_API_KEY" \\',
        "  -H 'Content-Type: application/json' \\",
        `  --data-raw '{ "models": ["gpt-4o-mini"], "estimated_items": 1000 }'`,
      ].join("\n"),
    );
  });
});
