import type { Page } from "@playwright/test";
import type { ApiError } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { expect, test } from "./fixtures.ts";
import { newAccount, newEmail, newestToken, strangerClient } from "./test-account.ts";

const PASSWORD = "correct horse battery";

async function register(page: Page, email: string): Promise<void> {
  await page.goto("/register");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Register" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Verify email");
}

async function verifyWith(page: Page, token: string): Promise<void> {
  await page.getByLabel("Token").fill(token);
  await page.getByRole("button", { name: "Verify", exact: true }).click();
}

async function signInWith(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
}

test("a wrong token is refused at its field, another mail can be asked for, and its token verifies once and no more", async ({
  page,
  gateway,
  watch,
}) => {
  watch.provokes(400, /\/verify-email\/confirm$/);
  const email = newEmail();
  await register(page, email);
  await verifyWith(page, "not-the-token");
  await expect(page.getByRole("group", { name: "One thing needs mending" })).toBeFocused();

  const first = await newestToken(gateway.url, email);
  await expect(page.getByRole("main").getByLabel("Email")).toHaveValue(email);
  await page.getByRole("button", { name: "Send another mail" }).click();
  await expect(page.getByText("a new mail is on its way")).toBeVisible();
  await expect.poll(() => newestToken(gateway.url, email)).not.toBe(first);
  const token = await newestToken(gateway.url, email);
  await verifyWith(page, token);
  await expect(page.getByText(`${email} is verified`)).toBeVisible();

  await page.goto("/verify");
  await verifyWith(page, token);
  await expect(page.getByRole("group", { name: "One thing needs mending" })).toContainText(
    "was used before",
  );
});

test("the mail's link opens the console, which takes the token out of the address and spends it only when asked", async ({
  page,
}) => {
  await register(page, newEmail());
  await page.getByRole("navigation").getByRole("link", { name: "Mailbox" }).click();
  await page.getByRole("link", { name: "Open the mail's link" }).click();
  await expect(page).toHaveURL(/\/verify$/);
  await expect(page.getByLabel("Token")).not.toHaveValue("");
  await page.getByRole("button", { name: "Verify", exact: true }).click();
  await expect(page.getByText("is verified")).toBeVisible();
});

test("what is wrong with a form stands at its fields, and the summary has the focus and leads to them", async ({
  page,
  watch,
}) => {
  watch.provokes(400, /\/agent-register$/);
  await page.goto("/register");
  await page.getByLabel("Agent name").fill(" ");
  await page.getByLabel("Email").fill("no address");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Register" }).click();
  const summary = page.getByRole("group", { name: "3 things need mending" });
  await expect(summary).toBeFocused();
  for (const label of ["Agent name", "Email", "Password"])
    await expect(page.getByLabel(label, { exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Password", { exact: true })).toHaveAccessibleDescription(
    /At least 8 characters/,
  );
  await summary.getByRole("link", { name: "At least 8 characters" }).click();
  await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
});

test("a session survives a reload of its tab, and signing out ends it on the gateway and in the tab", async ({
  signedInPage: page,
  account,
  watch,
}) => {
  await page.reload();
  await page.getByRole("button", { name: `Account ${account.email}` }).click();
  const ended = page.waitForResponse(/\/v1\/auth\/sessions\/current$/);
  await page.getByRole("button", { name: "Sign out" }).click();
  expect((await ended).status()).toBe(204);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in to Local");
  await page.goto("/batches");
  await expect(page.getByText("You are not signed in to Local")).toBeVisible();
  await page.reload();
  await expect(page.getByText("You are not signed in to Local")).toBeVisible();
  expect(watch.sent("DELETE", /\/sessions\/current$/)).toHaveLength(1);
});

test("signing in leads back to the page that asked for it, and a wrong password is refused in words that do not say which was wrong", async ({
  page,
  account,
  watch,
}) => {
  watch.provokes(401, /\/auth\/sessions$/);
  await page.goto("/files");
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await signInWith(page, account.email, "not the password");
  await expect(page.getByRole("group", { name: "One thing needs mending" })).toContainText(
    "Email or password is not right.",
  );
  await signInWith(page, account.email, account.password);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Files");
  await expect(page.getByText("No files yet")).toBeVisible();
});

test("a password is reset by mail: the new one signs in, the old one and every session before are refused", async ({
  page,
  gateway,
  watch,
}) => {
  watch.provokes(401, /\/auth\/sessions$/);
  const { email, password, session_token } = await newAccount(gateway.url);
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgotten?" }).click();
  // The page before has a field of the same name.
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Reset the password");
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Send the mail" }).click();
  await expect(page.getByText("a mail is on its way")).toBeVisible();

  await page.getByRole("navigation").getByRole("link", { name: "Mailbox" }).click();
  await page
    .getByRole("list", { name: "Mails, newest first" })
    .getByRole("button")
    .filter({ hasText: email })
    .first()
    .click();
  await page.getByRole("link", { name: "Open the mail's link" }).click();
  await expect(page).toHaveURL(/\/reset-password$/);
  await page.getByLabel("New password").fill("another horse battery");
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByText("The password is set")).toBeVisible();

  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await signInWith(page, email, password);
  await expect(page.getByRole("group", { name: "One thing needs mending" })).toContainText(
    "Email or password is not right.",
  );
  await signInWith(page, email, "another horse battery");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Run the full batch lifecycle");

  const refusal = await fetch(`${gateway.url}/v1/auth/account`, {
    headers: { authorization: `Bearer ${session_token}` },
  });
  expect(refusal.status).toBe(401);
});

test("a password is changed by the one before it: a wrong one is refused at its field, and every other session ends", async ({
  signedInPage: page,
  account,
  gateway,
  watch,
}) => {
  watch.provokes(401, /\/auth\/account\/password$/);
  await page.goto("/account");
  const form = page.getByRole("form", { name: "Change the password" });
  const current = form.getByLabel("Current password");
  await current.fill("not the password");
  await form.getByLabel("New password").fill("another horse battery");
  await form.getByRole("button", { name: "Change the password" }).click();
  await expect(form.getByRole("group", { name: "One thing needs mending" })).toContainText(
    "This is not your current password.",
  );
  await expect(current).toHaveAccessibleDescription(/not your current password/);
  await current.fill(account.password);
  await form.getByRole("button", { name: "Change the password" }).click();
  await expect(form.getByRole("status")).toHaveText(
    "The password is changed. Every other session has ended.",
  );
  await expect(current).toHaveValue("");
  await page.reload();
  await expect(form).toBeVisible();

  const refusal = await fetch(`${gateway.url}/v1/auth/account`, {
    headers: { authorization: `Bearer ${account.session_token}` },
  });
  expect(refusal.status).toBe(401);
});

test("registering an address that has an account answers as for a new one, so that nobody can list accounts", async ({
  account,
  gateway,
}) => {
  const answer = (email: string) =>
    strangerClient(gateway.url)
      .call(contract.accounts.register, {
        body: { agent_name: "again", email, password: PASSWORD },
      })
      .then(
        ({ status, agent_name }) => ({ status, agent_name }),
        (error: ApiError) => error.code,
      );
  expect(await answer(account.email)).toEqual(await answer(newEmail()));
});
