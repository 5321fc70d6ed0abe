import { toMicros } from "#contract/primitives.ts";
import { contract } from "#contract/index.ts";
import { sql } from "../database/sql.ts";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestApp, type TestApp } from "../test-app.ts";
import { createPasswords } from "./passwords.ts";

const { accounts } = contract;
let gateway: TestApp;
beforeAll(async () => void (gateway = await createTestApp()));
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

const HOUR_MS = 3_600_000;
const agent = { agent_name: "Ada", email: "ada@example.com", password: "correct horse battery" };
const register = (fields: Partial<typeof agent> = {}) =>
  gateway.request(accounts.register, { body: { ...agent, ...fields } });
const verify = (token: string) => gateway.request(accounts.verifyEmail, { body: { token } });
const signIn = (password = agent.password, email = agent.email) =>
  gateway.request(accounts.signIn, { body: { email, password } });
const mails = async (to = agent.email) =>
  (await gateway.request(contract.local.listMails, { query: { to } })).data;

describe("registering and verifying", () => {
  test("the mail's token makes the account, grants $25 and signs in", async () => {
    const answer = await register();
    expect(answer).toEqual({
      status: "verification_sent",
      email: agent.email,
      agent_name: "Ada",
      verification_expires_at: "2026-11-25T12:00:00.000Z",
    });
    const session = await verify(await gateway.mailedToken(agent.email));
    const account = await gateway.request(accounts.get, {}, { as: session.session_token });
    expect(account).toMatchObject({
      org_id: session.org_id,
      email: agent.email,
      email_verified: true,
      agent_name: "Ada",
      credit_balance: { currency: "usd", amount: "25.000000" },
      credit_reserved: { currency: "usd", amount: "0.000000" },
    });
  });

  test("the mail says the same in text and HTML and links to the console's verify page", async () => {
    await register({ agent_name: `<b>"A&B"</b> http://evil.example` });
    const [mail] = await mails();
    const link = `http://127.0.0.1:8787/verify?token=${mail?.token}`;
    expect(mail?.links).toEqual([link]);
    expect(mail?.text).toContain(link);
    expect(mail?.html).toContain(`href="${link}"`);
    expect(mail?.html).not.toContain("<b>");
    expect(mail?.text).not.toContain("evil.example");
  });

  test("a token is good once", async () => {
    await register();
    const token = await gateway.mailedToken(agent.email);
    await verify(token);
    await expect(verify(token)).rejects.toMatchObject({ code: "token_invalid", status: 400 });
  });

  test("a token ends after 24 hours, and a resent one begins anew", async () => {
    await register();
    const token = await gateway.mailedToken(agent.email);
    gateway.advance(23 * HOUR_MS);
    await gateway.request(accounts.resendVerification, { body: { email: agent.email } });
    const resent = await gateway.mailedToken(agent.email);
    gateway.advance(2 * HOUR_MS);
    await expect(verify(token)).rejects.toMatchObject({ code: "token_expired", status: 400 });
    await expect(verify(resent)).resolves.toMatchObject({ email: agent.email });
  });

  test("a token of another purpose does not verify", async () => {
    await gateway.registerAndVerify(agent);
    await gateway.request(accounts.requestPasswordReset, { body: { email: agent.email } });
    const token = await gateway.mailedToken(agent.email);
    await expect(verify(token)).rejects.toMatchObject({ code: "token_invalid" });
  });

  test("known and unknown addresses get the same answer, and the owner a mail that signs in", async () => {
    const unknown = await register();
    const first = await verify(await gateway.mailedToken(agent.email));
    const known = await register({ email: "ADA@Example.com", password: "a stranger's password" });
    expect(known).toEqual({ ...unknown, email: "ADA@Example.com" });
    const again = await verify(await gateway.mailedToken(agent.email));
    expect(again.user_id).toBe(first.user_id);
    await expect(signIn("a stranger's password")).rejects.toMatchObject({
      code: "invalid_credentials",
    });
    await expect(signIn()).resolves.toMatchObject({ user_id: first.user_id });
  });

  test("each mail opens its own registration, and the first one opened ends the others", async () => {
    await register({ password: "the owner's password" });
    const owners = await gateway.mailedToken(agent.email);
    gateway.advance(1_000);
    await register({ password: "a stranger's password" });
    const strangers = await gateway.mailedToken(agent.email);
    await verify(owners);
    await expect(verify(strangers)).rejects.toMatchObject({ code: "token_invalid" });
    await expect(signIn("the owner's password")).resolves.toMatchObject({ email: agent.email });
    await expect(signIn("a stranger's password")).rejects.toMatchObject({
      code: "invalid_credentials",
    });
  });

  test("asking for the mail again is accepted for any address and mails only those that wait", async () => {
    const answer = await gateway.request(accounts.resendVerification, {
      body: { email: "nobody@example.com" },
    });
    expect(answer).toEqual({ status: "accepted", email: "nobody@example.com" });
    expect(await mails("nobody@example.com")).toEqual([]);
  });

  test("a password may have 256 characters of any kind, to the last one", async () => {
    const start = [..."pass wörd 🔑 ".repeat(30)].slice(0, 255).join("");
    const password = `${start}x`;
    await register({ password });
    await verify(await gateway.mailedToken(agent.email));
    await expect(signIn(`${start}y`)).rejects.toMatchObject({
      code: "invalid_credentials",
    });
    await expect(signIn(password)).resolves.toBeDefined();
    await expect(register({ password: `${password}x` })).rejects.toMatchObject({
      issues: [{ path: "body.password" }],
    });
  });

  test("the address and the product's name are no passwords, with digits and signs around them neither", async () => {
    const email = "lovelace@example.com";
    for (const password of ["Batchrouter1!", "lovelace", "2026-Lovelace", "lovelace@example.com"]) {
      await expect(register({ email, password })).rejects.toMatchObject({
        issues: [{ path: "body.password" }],
      });
    }
    await expect(register({ email, password: "lovelace engine" })).resolves.toBeDefined();
  });

  test("common passwords and short ones are refused at the field", async () => {
    for (const password of ["password123", "PASSWORD123", "aaaaaaaaaa", "short"]) {
      await expect(register({ password })).rejects.toMatchObject({
        code: "invalid_request",
        issues: [{ path: "body.password" }],
      });
    }
  });
});

describe("the placeholder password of the product's page", () => {
  test("is taken in local mode", async () => {
    await expect(register({ password: "..." })).resolves.toMatchObject({
      status: "verification_sent",
    });
  });

  test("is too short in hosted mode", async () => {
    const hosted = await createTestApp({
      database: gateway.database,
      config: { mode: "hosted" },
    });
    const call = hosted.request(accounts.register, { body: { ...agent, password: "..." } });
    await expect(call).rejects.toMatchObject({
      issues: [{ path: "body.password", message: "At least 8 characters" }],
    });
    await hosted.close();
  });
});

describe("signing in and out", () => {
  test("an address that is not verified yet is told so only with the right password", async () => {
    await register();
    await expect(signIn()).rejects.toMatchObject({ code: "email_not_verified", status: 403 });
    await expect(signIn("a wrong password")).rejects.toMatchObject({ code: "invalid_credentials" });
  });

  test("a wrong address and a wrong password answer alike", async () => {
    await gateway.registerAndVerify(agent);
    const wrong = await signIn("a wrong password").catch((error: Error) => error.message);
    const unknown = await signIn(agent.password, "nobody@example.com").catch(
      (error: Error) => error.message,
    );
    expect(wrong).toBe("Email or password is not right.");
    expect(unknown).toBe(wrong);
  });

  test("a session holds 30 days, and ends at once by signing out", async () => {
    await gateway.registerAndVerify(agent);
    const { session_token, session_expires_at } = await signIn(
      "correct horse battery",
      "Ada@Example.COM",
    );
    expect(session_expires_at).toBe("2026-12-24T12:00:00.000Z");
    const other = await signIn();
    await gateway.request(accounts.signOut, {}, { as: session_token });
    const ended = { code: "session_expired", status: 401 };
    await expect(gateway.request(accounts.get, {}, { as: session_token })).rejects.toMatchObject(
      ended,
    );
    gateway.advance(30 * 24 * HOUR_MS - 1);
    await gateway.request(accounts.get, {}, { as: other.session_token });
    gateway.advance(1);
    await expect(
      gateway.request(accounts.get, {}, { as: other.session_token }),
    ).rejects.toMatchObject(ended);
  });

  test("a password that was hashed at another cost is hashed anew as soon as it is at hand", async () => {
    await gateway.registerAndVerify(agent);
    const dearer = await createTestApp({
      database: gateway.database,
      passwords: createPasswords({ logN: 5, r: 1, p: 1 }),
    });
    const body = { email: agent.email, password: agent.password };
    for (let time = 0; time < 2; time += 1) await dearer.request(accounts.signIn, { body });
    await dearer.close();
    const [user] = await gateway.database.query<{ password_hash: string }>(
      sql`select password_hash from users`,
    );
    expect(user?.password_hash).toMatch(/^scrypt\$5\$1\$1\$/);
    await expect(signIn("a wrong password")).rejects.toMatchObject({ code: "invalid_credentials" });
    await expect(signIn()).resolves.toBeDefined();
  });

  test("who signs in, is refused, changes the password and signs out is logged, without a secret", async () => {
    const { user_id } = await gateway.registerAndVerify(agent);
    const lines: Record<string, unknown>[] = [];
    const logged = await createTestApp({
      database: gateway.database,
      log: pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) }),
    });
    const { email, password } = agent;
    await logged
      .request(accounts.signIn, { body: { email, password: "a wrong password" } })
      .catch(() => undefined);
    const { session_token } = await logged.request(accounts.signIn, { body: { email, password } });
    const as = session_token;
    const change = { current_password: password, password: "another fine password" };
    await logged.request(accounts.changePassword, { body: change }, { as });
    await logged.request(accounts.signOut, {}, { as });
    await logged.close();
    expect(lines.filter((line) => line["user_id"] === user_id).map(({ msg }) => msg)).toEqual([
      "sign-in refused",
      "signed in",
      "password changed",
      "signed out",
    ]);
    const text = JSON.stringify(lines);
    for (const secret of [email, password, change.password, session_token])
      expect(text).not.toContain(secret);
  });

  test("nothing that opens an account is stored as it is, the local mailbox apart", async () => {
    const { session_token } = await gateway.registerAndVerify(agent);
    const { api_key } = await gateway.createKey(session_token);
    await register({ email: "bob@example.com" });
    const token = await gateway.mailedToken("bob@example.com");
    await gateway.request(contract.local.clearMails, {});
    const rows = await gateway.database.query(sql`
      select row_to_json(r)::text as row from (
        select users::text as t from users union all select sessions::text from sessions
        union all select email_tokens::text from email_tokens union all select api_keys::text from api_keys
        union all select api_key_secrets::text from api_key_secrets union all select registrations::text from registrations
      ) r`);
    const text = JSON.stringify(rows);
    expect(rows.length).toBeGreaterThan(5);
    for (const secret of [session_token, api_key, token, agent.password])
      expect(text).not.toContain(secret);
  });
});

describe("a new password", () => {
  test("is set by the mail's token, ends every session, and voids the other mails", async () => {
    const { session_token } = await gateway.registerAndVerify(agent);
    const ask = () =>
      gateway.request(accounts.requestPasswordReset, { body: { email: agent.email } });
    await ask();
    const older = await gateway.mailedToken(agent.email);
    gateway.advance(1_000);
    await ask();
    const token = await gateway.mailedToken(agent.email);
    const body = { token, password: "another fine password" };
    expect(await gateway.request(accounts.confirmPasswordReset, { body })).toEqual({
      status: "password_changed",
    });
    await expect(gateway.request(accounts.get, {}, { as: session_token })).rejects.toMatchObject({
      status: 401,
    });
    await expect(signIn()).rejects.toMatchObject({ code: "invalid_credentials" });
    await expect(signIn("another fine password")).resolves.toBeDefined();
    for (const used of [token, older]) {
      const again = gateway.request(accounts.confirmPasswordReset, {
        body: { ...body, token: used },
      });
      await expect(again).rejects.toMatchObject({ code: "token_invalid" });
    }
  });

  test("is refused with a token that is older than an hour", async () => {
    await gateway.registerAndVerify(agent);
    await gateway.request(accounts.requestPasswordReset, { body: { email: agent.email } });
    const token = await gateway.mailedToken(agent.email);
    expect((await mails())[0]?.text).toContain("It is good for an hour, once.");
    gateway.advance(HOUR_MS);
    const body = { token, password: "another fine password" };
    await expect(gateway.request(accounts.confirmPasswordReset, { body })).rejects.toMatchObject({
      code: "token_expired",
    });
  });

  test("is offered to accounts alone, with one answer for all", async () => {
    const answer = await gateway.request(accounts.requestPasswordReset, {
      body: { email: "nobody@example.com" },
    });
    expect(answer).toEqual({ status: "accepted", email: "nobody@example.com" });
    expect(await mails("nobody@example.com")).toEqual([]);
  });
});

describe("changing the password", () => {
  const change = (as: string, current_password: string, password = "another fine password") =>
    gateway.request(accounts.changePassword, { body: { current_password, password } }, { as });

  test("takes the current one, ends every other session and every mail's token, and keeps this session", async () => {
    const { session_token: other } = await gateway.registerAndVerify(agent);
    const { session_token: mine } = await signIn();
    await gateway.request(accounts.requestPasswordReset, { body: { email: agent.email } });
    const token = await gateway.mailedToken(agent.email);
    expect(await change(mine, agent.password)).toEqual({ status: "password_changed" });
    await expect(gateway.request(accounts.get, {}, { as: other })).rejects.toMatchObject({
      code: "session_expired",
    });
    await gateway.request(accounts.get, {}, { as: mine });
    await expect(
      gateway.request(accounts.confirmPasswordReset, { body: { token, password: "a third one" } }),
    ).rejects.toMatchObject({ code: "token_invalid" });
    await expect(signIn()).rejects.toMatchObject({ code: "invalid_credentials" });
    await expect(signIn("another fine password")).resolves.toBeDefined();
  });

  test("refuses a wrong current one, each guess after the fifth with a wait, and a new one that is common", async () => {
    const { session_token } = await gateway.registerAndVerify(agent);
    await expect(change(session_token, agent.password, "password123")).rejects.toMatchObject({
      issues: [{ path: "body.password" }],
    });
    for (let guess = 0; guess < 5; guess += 1) {
      await expect(change(session_token, `guess ${guess}`)).rejects.toMatchObject({
        code: "invalid_credentials",
      });
    }
    await expect(change(session_token, agent.password)).rejects.toMatchObject({
      code: "rate_limited",
      retryAfterMs: 1_000,
    });
    await gateway.request(accounts.get, {}, { as: session_token });
  });

  test("is not for API keys", async () => {
    const { session_token } = await gateway.registerAndVerify(agent);
    const { api_key } = await gateway.createKey(session_token);
    await expect(change(api_key, agent.password)).rejects.toMatchObject({
      code: "permission_denied",
    });
  });
});

describe("the ledger", () => {
  test("is listed newest first, by pages, and sums to the balance", async () => {
    const { session_token: as } = await gateway.registerAndVerify(agent);
    for (const amount of ["1.5", "0.000001", "3"]) {
      await gateway.request(
        contract.local.addCredits,
        { body: { amount: { currency: "usd", amount } } },
        { as },
      );
    }
    const first = await gateway.request(accounts.ledger, { query: { limit: 3 } }, { as });
    expect(first.data.map((entry) => entry.balance_change.amount)).toEqual([
      "3.000000",
      "0.000001",
      "1.500000",
    ]);
    const cursor = first.next_cursor ?? "";
    const second = await gateway.request(accounts.ledger, { query: { limit: 3, cursor } }, { as });
    expect(second.data.map(({ kind }) => kind)).toEqual(["grant"]);
    expect(second.next_cursor).toBeNull();
    const { credit_balance } = await gateway.request(accounts.get, {}, { as });
    const sum = [...first.data, ...second.data].reduce(
      (total, entry) => total + toMicros(entry.balance_change),
      0n,
    );
    expect(toMicros(credit_balance)).toBe(sum);
  });

  test("refuses a cursor that it did not give", async () => {
    const { session_token: as } = await gateway.registerAndVerify(agent);
    const call = gateway.request(accounts.ledger, { query: { cursor: "nonsense" } }, { as });
    await expect(call).rejects.toMatchObject({
      code: "invalid_request",
      issues: [{ path: "query.cursor" }],
    });
  });
});
