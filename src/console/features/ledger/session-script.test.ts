// The console's types know no Node, where its tests run all the same.
// @ts-expect-error the console knows no Node, where its tests run all the same
import { execFile, execFileSync } from "node:child_process";
// @ts-expect-error the console knows no Node, where its tests run all the same
import { createServer } from "node:http";
// @ts-expect-error the console knows no Node, where its tests run all the same
import { env as surroundings } from "node:process";
import { newApiKeySecret } from "#contract/api-keys.ts";
import { createClient, type Exchange } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { expect, test } from "vitest";
import { testExchange } from "../../layout/exchange-testing.ts";
import { sessionHar } from "./session-har.ts";
import { sessionJsonl } from "./session-jsonl.ts";
import { sessionScript } from "./session-script.ts";
import { LOCAL, testSession } from "./session-testing.ts";

const PASSWORD = 'p"a$s`w\\ord';
const NEW = { quote: "qlock_11kaw6t9h3n8c5x7m2qd", batch: "bat_11kaw6t9h3n8c5x7m2qe" };
const NEW_HOOK = "http://127.0.0.1:1/local/webhook-inboxes/inbox_11kaw6t9h3n8c5x7m2qf/hook";

/** An empty gateway as far as the session goes, with ids and secrets of its own; the batch takes two looks. */
function answers() {
  let looks = 0;
  let mails = 0;
  return (line: string): [status: number, answer: object] => {
    if (line.startsWith("GET /local/mailbox")) {
      mails += 1;
      return [200, { data: mails === 1 ? [] : [{ token: null }, { token: "tok_en" }] }];
    }
    if (line.startsWith("GET /v1/batches/")) {
      looks += 1;
      return [200, { id: NEW.batch, status: looks === 1 ? "pending" : "completed" }];
    }
    const known: Record<string, [number, object]> = {
      "POST /v1/auth/agent-register": [201, {}],
      "POST /v1/auth/verify-email/confirm": [200, { session_token: "obs_new" }],
      "POST /v1/auth/account/api-keys": [201, { api_key: "ob_live_new" }],
      "POST /v1/quotes/model": [201, { quote_id: NEW.quote }],
      "POST /local/webhook-inboxes": [201, { inbox_id: "inbox_1", url: NEW_HOOK }],
      "POST /v1/batches": [201, { batch: { id: NEW.batch } }],
    };
    return known[line] ?? [404, {}];
  };
}

interface Received {
  line: string;
  authorization: string | undefined;
  key: string | undefined;
  body: string;
}

/** Runs a script by `sh` against a server on loopback: what the server received, and what the script said. */
async function run(script: string): Promise<{ received: Received[]; output: string }> {
  const answer = answers();
  const received: Received[] = [];
  // Node's own types are not known here; these are the few parts that are used.
  type Incoming = AsyncIterable<Uint8Array> & {
    method: string;
    url: string;
    headers: Record<string, string | undefined>;
  };
  type Outgoing = { writeHead: (status: number) => void; end: (text: string) => void };
  const server = createServer(async (request: Incoming, response: Outgoing) => {
    let body = "";
    for await (const chunk of request) body += new TextDecoder().decode(chunk);
    const line = `${request.method} ${request.url}`;
    const { authorization, "idempotency-key": key } = request.headers;
    received.push({ line, authorization, key, body });
    const [status, answered] = answer(line);
    response.writeHead(status);
    response.end(JSON.stringify(answered));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const env = {
    PATH: surroundings["PATH"],
    BATCHROUTER_URL: `http://127.0.0.1:${server.address().port}`,
    BATCHROUTER_PASSWORD: PASSWORD,
    BATCHROUTER_POLL_SECONDS: "0",
  };
  const output = await new Promise<string>((resolve, reject) => {
    const child = execFile("sh", ["-s"], { env }, (error: Error | null, out: string, err: string) =>
      error === null ? resolve(out) : reject(new Error(`${error.message}\n${out}\n${err}`)),
    );
    child.stdin.end(script);
  });
  server.close();
  return { received, output };
}

test("the script makes the session again on an empty gateway, with what the new answers say", async () => {
  const { received, output } = await run(sessionScript(testSession(), LOCAL).text);
  expect(received.map(({ line }) => line)).toEqual([
    "POST /v1/auth/agent-register",
    "GET /local/mailbox?to=agent%2B1%40example.com",
    "GET /local/mailbox?to=agent%2B1%40example.com",
    "POST /v1/auth/verify-email/confirm",
    "POST /v1/auth/account/api-keys",
    "POST /v1/quotes/model",
    "POST /local/webhook-inboxes",
    "POST /v1/batches",
    `GET /v1/batches/${NEW.batch}`,
    `GET /v1/batches/${NEW.batch}`,
  ]);
  expect(JSON.parse(received[0]?.body ?? "")).toEqual({
    agent_name: "it's `me` $HOME",
    email: "agent+1@example.com",
    password: PASSWORD,
  });
  expect(JSON.parse(received[3]?.body ?? "")).toEqual({ token: "tok_en" });
  expect(received[4]?.authorization).toBe("Bearer obs_new");
  expect(received[7]).toMatchObject({ authorization: "Bearer ob_live_new" });
  expect(received[7]?.key).toMatch(/^session-\d+-\d+-1$/);
  expect(JSON.parse(received[7]?.body ?? "")).toMatchObject({
    quote_id: NEW.quote,
    webhook: { url: NEW_HOOK },
  });
  expect(output).toContain("status: completed");
  expect(output).toContain("10 calls, 0 of them answered otherwise");
});

test("what cannot be made again is left out, with the reason", () => {
  const calls = [
    testExchange({
      number: 1,
      endpoint: "local.reset",
      method: "POST",
      path: "/local/reset",
      status: 204,
    }),
    testExchange({ number: 2, status: null, failure: "network" }),
    testExchange({
      number: 3,
      endpoint: "accounts.signIn",
      method: "POST",
      path: "/v1/auth/sessions",
      status: 401,
      request_body: '{"email":"a@b.co","password":"«hidden»"}',
    }),
    testExchange({
      number: 4,
      endpoint: "batches.create",
      method: "POST",
      path: "/v1/batches",
      request_body: '{"items":[… (400000 characters in all)',
    }),
  ];
  const { leftOut, steps, text } = sessionScript(calls, LOCAL);
  expect(steps).toEqual([]);
  expect(leftOut.map(({ reason }) => reason)).toEqual([
    "it would empty the gateway",
    "no answer came to it",
    "it failed on a secret that the ledger does not keep",
    "its body is larger than the ledger keeps",
  ]);
  expect(text).toContain("# #1 POST /local/reset is left out: it would empty the gateway.");
});

test("what was there before the session is asked for at the top, and so is a key that no answer brings", () => {
  const call = testExchange({ request_headers: { authorization: "Bearer $BATCHROUTER_API_KEY" } });
  const { variables, text } = sessionScript([call], LOCAL);
  expect(variables.map(({ name, value }) => [name, value])).toEqual([
    ["BATCHROUTER_URL", "http://127.0.0.1:8787"],
    ["BATCHROUTER_API_KEY", null],
    ["BATCH_1", "bat_01kaw6t9h3n8c5x7m2qd"],
  ]);
  execFileSync("sh", ["-n"], { input: text });
});

test("a session of production has no address to go to until one is given", () => {
  const environment = {
    id: "production",
    kind: "production",
    name: "P",
    origin: "https://a.b",
  } as const;
  const { variables, name, text } = sessionScript(testSession(), { ...LOCAL, environment });
  expect(variables[0]).toMatchObject({ name: "BATCHROUTER_URL", value: null });
  expect(name).toMatch(/^batchrouter-production-/);
  expect(text.split("\n")[1]).toContain("environment P (https://a.b)");
});

test("no secret of a call is in any export", async () => {
  const key = newApiKeySecret();
  const secrets = [
    key,
    "obs_0123456789abcdef",
    "hunter2hunter2",
    "whsec_abcdefgh",
    "tok0123456789",
  ];
  const calls: Exchange[] = [];
  const client = createClient({
    baseUrl: "",
    credential: () => key,
    onExchange: (exchange) => calls.push(exchange),
    transport: async () =>
      Response.json(
        { session_token: secrets[1], api_key: key, text: `Use ${key}` },
        { status: 200 },
      ),
  });
  await client.call(contract.accounts.signIn, {
    body: { email: "a@b.co", password: "hunter2hunter2" },
  });
  await client.call(contract.accounts.verifyEmail, { body: { token: "tok0123456789" } });
  await client.call(contract.webhooks.put, {
    body: { url: "https://a.b/hook", secret: "whsec_abcdefgh" },
  });
  const ended = calls.filter(({ status }) => status !== null);
  const files = [
    sessionHar(ended, LOCAL),
    sessionJsonl({ calls: ended, replays: new Map() }, LOCAL),
    sessionScript(ended, LOCAL),
  ];
  for (const { text } of files) for (const secret of secrets) expect(text).not.toContain(secret);
});
