import { contract } from "#contract/index.ts";
import { sql } from "../database/sql.ts";
import { pino } from "pino";
import { expect, test } from "vitest";
import { createTestApp } from "../test-app.ts";
import { createPasswords } from "./passwords.ts";
import { HOUR_MS, agent, gateway, prepareTestAccounts, register, signIn } from "./test-accounts.ts";

const { accounts } = contract;
prepareTestAccounts();

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
