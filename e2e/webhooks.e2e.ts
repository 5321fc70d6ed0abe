import type { Page } from "@playwright/test";
import { contract } from "#contract/index.ts";
import { expect, test } from "./fixtures.ts";
import { submitBatch, untilEnded } from "./test-batches.ts";

/** Sets this tab's inbox as the organisation's endpoint. */
async function setEndpoint(page: Page): Promise<void> {
  await page.goto("/webhooks?tab=endpoint");
  await page.getByRole("button", { name: "Use local inbox" }).click();
  await page.getByRole("button", { name: "Set endpoint" }).click();
  await page.getByLabel("I have saved the secret").check();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText("enabled", { exact: true })).toBeVisible();
}

async function answerWith(page: Page, preset: string, effect: RegExp): Promise<void> {
  await page.goto("/webhooks?tab=inbox");
  await page.getByRole("radio", { name: preset, exact: true }).click();
  await expect(page.getByText(effect)).toBeVisible();
  await expect(page.getByRole("radio", { name: preset, exact: true })).toBeChecked();
}

async function sendTest(page: Page): Promise<void> {
  await page.goto("/webhooks?tab=endpoint");
  await page.getByRole("button", { name: "Send a test event" }).click();
}

test("that no endpoint is set is an answer and no error", async ({ signedInPage: page, watch }) => {
  await page.goto("/webhooks?tab=endpoint");
  await expect(
    page.getByRole("heading", { name: "Set the organisation's endpoint" }),
  ).toBeVisible();
  expect(watch.noise).toEqual([]);
});

test("the signature of a receipt is checked in front of you, and each tampering names its reason", async ({
  signedInPage: page,
}) => {
  await setEndpoint(page);
  await page.getByRole("button", { name: "Send a test event" }).click();
  await expect(page.getByText("delivered", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "See it in the inbox" }).click();
  await expect(page.getByText("signature valid")).toBeVisible();
  const verdict = (title: RegExp, word: string) =>
    page.getByRole("region", { name: title }).getByText(word, { exact: true });
  const hex = /^x-batchrouter-signature$/i;
  const standard = /^Standard Webhooks$/;
  await expect(verdict(hex, "valid")).toBeVisible();
  await expect(verdict(standard, "valid")).toBeVisible();
  for (const [way, byHex, byStandard] of [
    ["Change one byte of the body", "wrong_secret_or_body", "wrong_secret_or_body"],
    ["Check with a wrong secret", "wrong_secret_or_body", "wrong_secret_or_body"],
    [/^Replay it/, "valid", "timestamp_too_old"],
    [/^Leave out/, "valid", "missing_header"],
  ] as const) {
    await page.getByLabel(way).check();
    await expect(page.getByText("Tampered copy")).toBeVisible();
    await expect(verdict(hex, byHex)).toBeVisible();
    await expect(verdict(standard, byStandard)).toBeVisible();
    await page.getByLabel(way).uncheck();
  }
  await expect(verdict(standard, "valid")).toBeVisible();
});

test("a receiver that answers 410 has the endpoint disabled with reason and time; enabled again, what failed is sent again", async ({
  signedInPage: page,
  account,
}) => {
  await setEndpoint(page);
  await answerWith(page, "Gone", /endpoint is disabled/);
  await sendTest(page);
  await expect(page.getByText("Nothing is sent to this endpoint")).toBeVisible();
  await expect(page.getByText(/It answered 410/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Send a test event" })).toBeDisabled();

  const batch = await submitBatch(account.client, [
    {
      customer_item_id: "a",
      operation: "responses",
      model: "gpt-4o-mini",
      input: { input: "Hello" },
    },
  ]);
  await untilEnded(account.client, batch.id);
  await page.goto(`/webhooks?tab=deliveries&batch_id=${batch.id}`);
  await page.getByRole("button", { name: /batch\.completed/ }).click();
  await expect(
    page.getByRole("table", { name: "Attempts" }).getByText("endpoint_disabled"),
  ).toBeVisible();

  await answerWith(page, "Accept", /200 at once/);
  await page.goto("/webhooks?tab=endpoint");
  await page.getByRole("button", { name: "Enable again" }).click();
  await expect(page.getByText("enabled", { exact: true })).toBeVisible();
  await page.goto(`/webhooks?tab=deliveries&batch_id=${batch.id}`);
  await page.getByRole("button", { name: "Send failed again" }).click();
  await page
    .getByRole("dialog", { name: "Send all that failed again?" })
    .getByRole("button", { name: "Send again" })
    .click();
  await expect(page.getByText("1 delivery on the way again")).toBeVisible();
  await page.getByRole("button", { name: /batch\.completed/ }).click();
  await expect(page.getByRole("table", { name: "Attempts" }).getByText("200")).toBeVisible();
  await expect(page.getByRole("link", { name: batch.id })).toHaveAttribute(
    "href",
    `/batches/${batch.id}`,
  );
});

test("a receiver that fails on purpose is tried again at a told time; sent again, it is marked as a duplicate", async ({
  signedInPage: page,
  account,
}) => {
  await setEndpoint(page);
  await answerWith(page, "Fail", /500 each time/);
  await sendTest(page);
  const attempts = page.getByRole("table", { name: "Attempts" });
  await expect(attempts.getByText("500")).toBeVisible();
  await expect(attempts.getByText("due", { exact: true })).toBeVisible();
  await expect(attempts.getByRole("timer")).toBeVisible();

  await answerWith(page, "Accept", /200 at once/);
  const { data } = await account.client.call(contract.webhooks.listDeliveries, { query: {} });
  await page.goto(`/webhooks?tab=deliveries&delivery=${data[0]?.id}`);
  await page.getByRole("button", { name: "Send again", exact: true }).click();
  await expect(attempts.getByText("200")).toBeVisible();
  await page.goto("/webhooks?tab=inbox");
  await expect(page.getByText(/^duplicate of #1$/).first()).toBeVisible();
});
