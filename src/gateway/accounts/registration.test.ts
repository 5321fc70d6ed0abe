import { contract } from "#contract/index.ts";
import { describe, expect, test } from "vitest";
import { createTestApp } from "../test-app.ts";
import {
  HOUR_MS,
  agent,
  gateway,
  mails,
  prepareTestAccounts,
  register,
  signIn,
  verify,
} from "./test-accounts.ts";

const { accounts } = contract;
prepareTestAccounts();

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
