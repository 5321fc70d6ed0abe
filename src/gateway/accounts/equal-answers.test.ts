import { afterAll, beforeAll, expect, test } from "vitest";
import { contract } from "#contract/index.ts";
import type { Database } from "../database/database.ts";
import { createTestDatabase } from "../database/test-database.ts";
import { createTestApp, type TestApp } from "../test-app.ts";
import { createPasswords, type Passwords } from "./passwords.ts";

const { accounts } = contract;

/** What a request made the gateway do, in order: statements by their text, and password hashes. */
let work: string[] = [];

/** The database, each of whose statements is noted. */
function noted(database: Database): Database {
  return {
    engine: database.engine,
    query: (statement) => {
      work.push(statement.text);
      return database.query(statement);
    },
    transaction: (run) =>
      database.transaction((tx) =>
        run({
          query: (statement) => {
            work.push(statement.text);
            return tx.query(statement);
          },
          runScript: (script) => tx.runScript(script),
          afterCommit: (callback) => tx.afterCommit(callback),
        }),
      ),
    close: () => database.close(),
  };
}

const cheap = createPasswords({ logN: 4, r: 1, p: 1 });
const passwords: Passwords = {
  ...cheap,
  hash: (password) => {
    work.push("hash");
    return cheap.hash(password);
  },
  verify: (password, hash) => {
    work.push("hash");
    return cheap.verify(password, hash);
  },
};

let database: Database;
let gateway: TestApp;
/** The last token that was mailed to an address. */
const mailed = new Map<string, string>();

beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await createTestApp({
    database: noted(database),
    passwords,
    config: { mode: "hosted", publicUrl: "https://batchrouter.example.com" },
    mailer: {
      send: async (tx, mail) => tx.afterCommit(() => mailed.set(mail.to, mail.token ?? "")),
      close: async () => undefined,
    },
  });
  for (const email of ["owner@example.com", "waiting@example.com"])
    await gateway.request(accounts.register, { body: { agent_name: "Ada", email, password } });
  const token = mailed.get("owner@example.com") ?? "";
  await gateway.request(accounts.verifyEmail, { body: { token } });
});
afterAll(async () => {
  await gateway.close();
  await database.close();
});

const password = "correct horse battery";
/** Who has an account, who has registered and not verified, and who is unknown. */
const ADDRESSES = ["owner@example.com", "waiting@example.com", "nobody@example.com"];

const REQUESTS: readonly { path: string; body: object }[] = [
  { path: accounts.signIn.path, body: { password: "a wrong password" } },
  { path: accounts.register.path, body: { agent_name: "Eve", password: "a stranger's password" } },
  { path: accounts.resendVerification.path, body: {} },
  { path: accounts.requestPasswordReset.path, body: {} },
];

async function ask({ path, body }: (typeof REQUESTS)[number], email: string) {
  work = [];
  const answer = await gateway.fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...body, email }),
  });
  const text = (await answer.text()).replaceAll(email, "«email»").replaceAll(/req_\w+/g, "«id»");
  const names = [...answer.headers.keys()].filter((name) => name !== "x-request-id");
  return { status: answer.status, text, names, work };
}

test.each(REQUESTS)(
  "$path answers known, waiting and unknown addresses alike, by the same statements and hashes",
  async (request) => {
    const answers = [];
    for (const email of ADDRESSES) answers.push(await ask(request, email));
    expect(answers[0]?.work.length).toBeGreaterThan(1);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  },
);

test("signing in and registering cost one hash each", async () => {
  for (const request of REQUESTS.slice(0, 2)) {
    const { work: done } = await ask(request, "nobody@example.com");
    expect(done.filter((step) => step === "hash")).toHaveLength(1);
  }
});

test("links in mails begin with the configured address, whatever host the request names", async () => {
  const links: string[] = [];
  const local = await createTestApp({
    database,
    config: { mode: "hosted", publicUrl: "https://batchrouter.example.com", trustsProxy: true },
    mailer: {
      send: async (tx, mail) => tx.afterCommit(() => links.push(...mail.links)),
      close: async () => undefined,
    },
  });
  const forged = "evil.example";
  for (const { path, body } of REQUESTS.slice(1)) {
    await local.fetch(path, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        host: forged,
        origin: `https://${forged}`,
        referer: `https://${forged}/`,
        forwarded: `host=${forged};proto=http`,
        "x-forwarded-host": forged,
        "x-forwarded-proto": "http",
        "x-forwarded-server": forged,
        "x-host": forged,
        "x-original-url": `https://${forged}/`,
      },
      body: JSON.stringify({ ...body, email: "owner@example.com" }),
    });
  }
  await local.close();
  expect(links).toHaveLength(3);
  for (const link of links)
    expect(link).toMatch(
      /^https:\/\/batchrouter\.example\.com\/(verify|reset-password)\?token=\w{43}$/,
    );
});

test("a session has a token that the gateway made, whatever the caller brings along", async () => {
  const chosen = `obs_${"A".repeat(43)}`;
  const answer = await gateway.fetch(accounts.signIn.path, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${chosen}` },
    body: JSON.stringify({ email: "owner@example.com", password }),
  });
  const { session_token } = await answer.json();
  expect(session_token).toMatch(/^obs_\w{43}$/);
  expect(session_token).not.toBe(chosen);
  await expect(gateway.request(accounts.get, {}, { as: chosen })).rejects.toMatchObject({
    code: "session_expired",
  });
});
