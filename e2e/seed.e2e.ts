import * as z from "zod/mini";
import { contract } from "#contract/index.ts";
import { expect, test } from "./fixtures.ts";
import { nativeItems } from "./input-files.ts";
import { pasteIntoShell } from "./shell.ts";
import { newestToken } from "./test-account.ts";
import { submitBatch, untilEnded } from "./test-batches.ts";

/** The requests of the product's own page, character for character. */
const REGISTER = `curl -X POST https://test.api.batchrouter.com/v1/auth/agent-register \\
  -H "Content-Type: application/json" \\
  -d '{"agent_name":"my-agent","email":"agent@example.com","password":"..."}'`;
const VERIFY = `curl -X POST https://test.api.batchrouter.com/v1/auth/verify-email/confirm \\
  -H "Content-Type: application/json" \\
  -d '{"token":"<token from email>"}'`;
const CREATE_KEY = `curl -X POST https://test.api.batchrouter.com/v1/auth/account/api-keys \\
  -H "Authorization: Bearer <session_token>" \\
  -H "Content-Type: application/json" \\
  -d '{"label":"prod-agent-key"}'`;
const QUOTE = `curl -X POST https://test.api.batchrouter.com/v1/quotes/model \\
  -H "Authorization: Bearer ob_live_<key>" \\
  -H "Content-Type: application/json" \\
  -d '{"models":["gpt-4o-mini"],"routing_mode":"cheapest","estimated_items":1000}'`;
const AGENT_RUN = `curl -X POST https://test.api.batchrouter.com/v1/workflows/agent-main-thread/runs \\
  -H "Authorization: Bearer ob_live_<key>" \\
  -H "Content-Type: application/json" \\
  -d '{
    "input": { "messages": [ { "role": "user", "content": "..." } ] },
    "webhook": { "url": "https://your-endpoint.example.com/hook" }
  }'`;

const Session = z.object({ session_token: z.string() });
const Key = z.object({ api_key: z.string() });
const Run = z.object({ run: z.object({ id: z.string(), status: z.string() }) });

test("the requests of the product's page succeed pasted as they are, with only host, token and key put in", async ({
  gateway,
}) => {
  const paste = (command: string, filled: Record<string, string> = {}) => {
    const blanks = { "https://test.api.batchrouter.com": gateway.url, ...filled };
    const whole = Object.entries(blanks).reduce(
      (text, [blank, value]) => text.replaceAll(blank, value),
      command,
    );
    return pasteIntoShell(whole);
  };

  const registered = await paste(REGISTER);
  expect(registered).toMatchObject({ status: 201, body: { status: "verification_sent" } });

  const token = await newestToken(gateway.url, "agent@example.com");
  const verified = await paste(VERIFY, { "<token from email>": token });
  expect(verified.status).toBe(200);
  const { session_token } = Session.parse(verified.body);

  const created = await paste(CREATE_KEY, { "<session_token>": session_token });
  expect(created.status).toBe(201);
  const { api_key } = Key.parse(created.body);
  expect(api_key).toMatch(/^ob_live_/);

  const quoted = await paste(QUOTE, { "ob_live_<key>": api_key });
  expect(quoted).toMatchObject({
    status: 201,
    body: { item_count: 1000, models: ["gpt-4o-mini"] },
  });

  const run = await paste(AGENT_RUN, { "ob_live_<key>": api_key });
  expect(run.status).toBe(202);
  expect(Run.parse(run.body).run.id).toMatch(/^run_/);
});

test("the webhook of a batch has event, batch_id, output_file_url and error_file_url as the product's page shows them", async ({
  account: { client },
}) => {
  const inbox = await client.call(contract.local.createInbox, {});
  const submitted = await submitBatch(
    client,
    nativeItems(3, (n) => `Name ${n} rivers.`),
    {
      webhook: { url: inbox.url },
    },
  );
  const batch = await untilEnded(client, submitted.id);

  const received = async () =>
    (await client.call(contract.local.getInbox, { params: { id: inbox.inbox_id } })).data;
  await expect.poll(async () => (await received()).length).toBe(1);
  const [receipt] = await received();
  expect(receipt?.method).toBe("POST");
  const body: unknown = JSON.parse(receipt?.body ?? "");
  expect(body).toMatchObject({
    event: "batch.completed",
    batch_id: batch.id,
    error_file_url: null,
    output_file_url: expect.stringMatching(/^https?:\/\//),
  });
});
