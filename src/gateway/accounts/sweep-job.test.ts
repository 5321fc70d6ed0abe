import { contract } from "#contract/index.ts";
import { sql } from "../database/sql.ts";
import { expect, test } from "vitest";
import { agent, gateway, HOUR_MS, prepareTestAccounts, register, signIn } from "./test-accounts.ts";

const DAY_MS = 24 * HOUR_MS;

prepareTestAccounts();

/** How many rows there are of what has an end. */
async function rows() {
  const [counts] = await gateway.database.query<Record<string, number>>(sql`
    select (select count(*) from sessions)::integer as sessions,
      (select count(*) from registrations)::integer as registrations,
      (select count(*) from email_tokens)::integer as tokens,
      (select count(*) from sign_in_attempts)::integer as attempts,
      (select count(*) from api_key_secrets)::integer as secrets`);
  return counts;
}

async function rowsAfter(ms: number) {
  gateway.advance(ms);
  await gateway.runJobs();
  return rows();
}

test("what has ended is deleted within the hour, tokens a week later, and what holds stays", async () => {
  const { session_token: as } = await gateway.registerAndVerify(agent);
  const { api_key_id: id } = await gateway.createKey(as);
  await gateway.request(contract.apiKeys.rotate, { params: { id } }, { as });
  await signIn("a wrong password").catch(() => undefined);
  await register({ email: "bob@example.com" });
  const all = { sessions: 1, registrations: 1, tokens: 1, attempts: 2, secrets: 2 };
  expect(await rows()).toEqual(all);

  expect(await rowsAfter(HOUR_MS + 1)).toEqual({ ...all, attempts: 0 });
  expect(await rowsAfter(8 * DAY_MS - 2 * HOUR_MS)).toMatchObject({ registrations: 1, tokens: 1 });
  expect(await rowsAfter(2 * HOUR_MS)).toMatchObject({ sessions: 1, registrations: 0, tokens: 0 });
  await signIn();
  const over = await rowsAfter(23 * DAY_MS);
  expect(over).toEqual({ sessions: 1, registrations: 0, tokens: 0, attempts: 0, secrets: 1 });
});
