import { contract } from "#contract/index.ts";
import type { Endpoint } from "#contract/endpoint.ts";
import { expect, test } from "vitest";
import { sql } from "../database/sql.ts";
import { createTestApp } from "../test-app.ts";
import { renderAnswer } from "./answers.ts";

const account = {
  org_id: "org_00000000000000000000",
  user_id: "usr_00000000000000000000",
  email: "ada@example.com",
  session_token: "obs_x",
  session_expires_at: "2026-11-24T12:00:00.000Z",
};

test("a field that the contract does not declare never leaves", () => {
  const { text } = renderAnswer(contract.accounts.signIn, {
    ...account,
    password_hash: "scrypt$…",
  });
  expect(JSON.parse(text ?? "")).toEqual(account);
});

test("an answer off the contract is named by its fields and not sent", () => {
  const endpoint: Endpoint = contract.accounts.signIn;
  expect(() => renderAnswer(endpoint, { ...account, email: undefined })).toThrow(
    "The answer of POST /v1/auth/sessions is off the contract: answer.email: This field is missing.",
  );
});

test("a failure of our own is a 500 with a fixed text, and all of it in the log; in tests it throws", async () => {
  const gateway = await createTestApp({ throwUnexpected: false });
  const throwing = await createTestApp({ database: gateway.database });
  await gateway.database.query(sql`alter table mails rename to lost_mails`);
  const answer = await gateway.fetch("/local/mailbox");
  expect([answer.status, (await answer.json()).error.message]).toEqual([
    500,
    "Something went wrong on our side.",
  ]);
  expect(gateway.failures).toContainEqual(
    expect.objectContaining({
      err: expect.objectContaining({ message: 'relation "mails" does not exist' }),
    }),
  );
  await expect(throwing.fetch("/local/mailbox")).rejects.toThrow('relation "mails" does not exist');
  await throwing.close();
  await gateway.close();
});
