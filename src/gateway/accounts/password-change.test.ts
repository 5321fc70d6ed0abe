import { contract } from "#contract/index.ts";
import { describe, expect, test } from "vitest";
import { HOUR_MS, agent, gateway, mails, prepareTestAccounts, signIn } from "./test-accounts.ts";

const { accounts } = contract;
prepareTestAccounts();

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
