import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { contract } from "#contract/index.ts";
import { sql } from "../database/sql.ts";
import { untilBlocked } from "../database/test-blocked.ts";
import { createTestApp, type TestApp } from "../test-app.ts";
import { createPasswords, type Passwords } from "./passwords.ts";

const { accounts } = contract;
const agent = { agent_name: "Ada", email: "ada@example.com", password: "correct horse battery" };
const ROUNDS = 5;

const cheap = createPasswords({ logN: 4, r: 1, p: 1 });
/** What happens while a password is being checked. */
let whileChecking: () => Promise<unknown> = async () => undefined;
const passwords: Passwords = {
  ...cheap,
  verify: async (...given) => {
    const isRight = await cheap.verify(...given);
    await whileChecking();
    return isRight;
  },
};

let gateway: TestApp;
beforeAll(async () => void (gateway = await createTestApp({ passwords })));
beforeEach(async () => {
  whileChecking = async () => undefined;
  await gateway.reset();
});
afterAll(() => gateway.close());

const register = () => gateway.request(accounts.register, { body: agent });
const verify = (token: string) => gateway.request(accounts.verifyEmail, { body: { token } });
const resend = () => gateway.request(accounts.resendVerification, { body: { email: agent.email } });
const requestReset = () =>
  gateway.request(accounts.requestPasswordReset, { body: { email: agent.email } });
const confirmReset = (token: string, password: string) =>
  gateway.request(accounts.confirmPasswordReset, { body: { token, password } });
const signIn = () =>
  gateway.request(accounts.signIn, { body: { email: agent.email, password: agent.password } });

async function newestTokens(count: number): Promise<string[]> {
  const { data } = await gateway.request(contract.local.listMails, { query: { to: agent.email } });
  return data.slice(0, count).map(({ token }) => token ?? "");
}

const codesOf = (outcomes: readonly PromiseSettledResult<unknown>[]) =>
  outcomes.map((outcome) =>
    outcome.status === "fulfilled" ? "done" : (outcome.reason as { code?: string }).code,
  );

describe("at the same time", () => {
  test("two mails of one address make one account", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await gateway.reset();
      await register();
      await register();
      const outcomes = await Promise.allSettled((await newestTokens(2)).map(verify));
      expect(codesOf(outcomes).toSorted()).toEqual(["done", "token_invalid"]);
      expect(await gateway.database.query(sql`select id from orgs`)).toHaveLength(1);
    }
  });

  test("two mails that set a new password set one of them", async () => {
    await register();
    await verify(await gateway.mailedToken(agent.email));
    for (let round = 0; round < ROUNDS; round += 1) {
      await requestReset();
      await requestReset();
      const outcomes = await Promise.allSettled(
        (await newestTokens(2)).map((token, at) => confirmReset(token, `password of ${at}`)),
      );
      expect(codesOf(outcomes).toSorted()).toEqual(["done", "token_invalid"]);
    }
  });

  test("a mail that is asked for again while the address is being verified is no failure", async () => {
    await register();
    const [locked, released] = [deferred(), deferred()];
    const verifying = gateway.database.transaction(async (tx) => {
      await tx.query(sql`delete from registrations`);
      locked.resolve();
      await released.promise;
    });
    await locked.promise;
    const resending = resend();
    await untilBlocked(gateway.database);
    released.resolve();
    await verifying;
    expect(await resending).toMatchObject({ status: "accepted" });
  });

  test("a sign-in with the old password while a new one is set opens no session", async () => {
    await register();
    await verify(await gateway.mailedToken(agent.email));
    await requestReset();
    const token = await gateway.mailedToken(agent.email);
    whileChecking = () => confirmReset(token, "another password");
    await expect(signIn()).rejects.toMatchObject({ code: "invalid_credentials" });
    expect(await gateway.database.query(sql`select user_id from sessions`)).toEqual([]);
  });
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve!: () => void; // set by the promise before anybody reads it
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
