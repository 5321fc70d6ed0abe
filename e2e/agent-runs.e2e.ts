import type { Page } from "@playwright/test";
import { contract } from "#contract/index.ts";
import { RunId } from "#contract/primitives.ts";
import { expect, test } from "./fixtures.ts";

/** Presses Run and waits for the end of the run that it leads to. */
async function run(page: Page): Promise<RunId> {
  await page.getByRole("main").getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Agent run");
  await expect(page.getByText("1 of 1")).toBeVisible();
  return RunId.parse(new URL(page.url()).pathname.split("/").at(-1));
}

test("a run from the prefilled form shows its steps with durations, tokens, cost, limits and why it stopped", async ({
  signedInPage: page,
  account,
}) => {
  await page.goto("/agent");
  const id = await run(page);
  const done = await account.client.call(contract.workflows.getAgentRun, { params: { id } });
  const batch = await account.client.call(contract.batches.get, {
    params: { id: done.batch_id },
    query: {},
  });
  const steps = page.getByRole("listitem").filter({ hasText: /^queued|^running|^completed/ });
  await expect(steps).toHaveCount(3);
  await expect(steps.nth(1)).toContainText(/\d+.?(ms|s)/);
  const calls = page.getByRole("table", { name: "Model calls" });
  await expect(calls.getByRole("row").nth(1)).toContainText(
    `${done.output?.usage.input_tokens}, ${done.output?.usage.output_tokens}`,
  );
  await expect(calls.getByRole("row").last()).toContainText("Total, the fee included");
  await expect(page.getByText(`of ${batch.pricing_estimate.output_tokens} quoted`)).toBeVisible();
  await expect(page.getByText("quoted ceiling")).toBeVisible();
  await expect(page.getByText("The model ended its answer itself.")).toBeVisible();
});

test("tool calls stand with their arguments, result and error, as thread and as JSON, and are run again changed", async ({
  signedInPage: page,
  account,
}) => {
  await page.goto("/agent");
  await page.getByRole("button", { name: "Add a tool call with its result" }).click();
  await page.getByLabel("Tool of call_2").fill("read_calendar");
  await page.getByLabel("Content of message 3").fill('{"error":"the calendar is locked"}');
  const first = await run(page);
  const call = page.getByRole("region", { name: "Tool call read_calendar" });
  await expect(call).toContainText('{"city":"Paris"}');
  await expect(call).toContainText("failed");
  await expect(call.getByText("the calendar is locked", { exact: true })).toBeVisible();
  await page.getByRole("radio", { name: "JSON" }).click();
  await expect(page.getByText('"tool_call_id"').first()).toBeVisible();

  await page.getByRole("link", { name: "Change and run again" }).click();
  await expect(page.getByLabel("Tool of call_2")).toHaveValue("read_calendar");
  await page.getByLabel("Content of message 3").fill('{"free":true}');
  const second = await run(page);
  expect(second).not.toBe(first);
  await expect(call).toContainText("answered");
  const { input } = await account.client.call(contract.workflows.getAgentRun, {
    params: { id: second },
  });
  expect(input.messages[2]).toEqual({
    role: "tool",
    content: '{"free":true}',
    tool_call_id: "call_2",
  });
});

test("a run leads to the batch that served its step, and the batch back to the run", async ({
  signedInPage: page,
}) => {
  await page.goto("/agent");
  const id = await run(page);
  await page.getByRole("main").getByRole("link", { name: "Open", exact: true }).click();
  await expect(page).toHaveURL(/\/batches\/bat_/);
  await page.getByRole("link", { name: id }).click();
  await expect(page).toHaveURL(new RegExp(`/agent/.*${id}`));
});
