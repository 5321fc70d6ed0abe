import { contract } from "#contract/index.ts";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { createTestApp, type TestApp } from "../test-app.ts";

const { accounts } = contract;

export const HOUR_MS = 3_600_000;

/** Made before the first test, and emptied before each. */
export let gateway: TestApp;

/** To be called once by a test file: gives its tests the gateway. */
export function prepareTestAccounts(): void {
  beforeAll(async () => void (gateway = await createTestApp()));
  beforeEach(() => gateway.reset());
  afterAll(() => gateway.close());
}

export const agent = {
  agent_name: "Ada",
  email: "ada@example.com",
  password: "correct horse battery",
};

export const register = (fields: Partial<typeof agent> = {}) =>
  gateway.request(accounts.register, { body: { ...agent, ...fields } });

export const verify = (token: string) => gateway.request(accounts.verifyEmail, { body: { token } });

export const signIn = (password = agent.password, email = agent.email) =>
  gateway.request(accounts.signIn, { body: { email, password } });

export const mails = async (to = agent.email) =>
  (await gateway.request(contract.local.listMails, { query: { to } })).data;
