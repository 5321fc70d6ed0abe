import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { contract } from "#contract/index.ts";
import { startChatServer } from "./chat-server.ts";
import { expect, test as base } from "./fixtures.ts";
import { submitBatch, untilEnded } from "./test-batches.ts";
import { GatewayProcess } from "./gateway-process.ts";

const KEY = "sk-e2e-0123456789";

/** A model that the lane with the wrong key alone has, so that a batch has nowhere else to go. */
const ONLY_THERE = {
  model: "refused-mini",
  new_model: {
    display_name: "Refused mini",
    provider: "Example",
    operations: ["responses"],
    context_window: 8_192,
    max_output_tokens: 1_024,
  },
  upstream_model: "upstream-mini",
  input_price_per_million: "0.15",
  output_price_per_million: "0.60",
};

function laneTo(base_url: string, lane_id: string, display_name: string, api_key_env: string) {
  return {
    lane_id,
    display_name,
    adapter: "chat-completions",
    provider: "Example",
    base_url,
    api_key_env,
    region: "local",
    privacy_tiers: ["standard"],
    concurrency: 2,
    models: [
      {
        model: "gpt-4o-mini",
        upstream_model: "upstream-mini",
        input_price_per_million: "0.15",
        output_price_per_million: "0.60",
      },
    ],
  };
}

/** Beside the sandbox's lanes there are two to a server of the test's own: one with its key, one with another. */
const test = base.extend({
  gateway: [
    // Playwright reads a fixture's needs off this pattern; there are none.
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads which fixtures are wanted from the pattern
    async ({}, use) => {
      const server = await startChatServer(KEY, "working");
      const folder = await mkdtemp(join(tmpdir(), "lanes-e2e-"));
      const lanesFile = join(folder, "lanes.json");
      const wrong = laneTo(server.base_url, "lane_wrong", "Wrong key", "WRONG_KEY");
      const lanes = [
        laneTo(server.base_url, "lane_right", "Right key", "RIGHT_KEY"),
        { ...wrong, models: [...wrong.models, ONLY_THERE] },
      ];
      await writeFile(lanesFile, JSON.stringify({ sandbox: true, lanes }));
      const gateway = await GatewayProcess.start({
        BATCHROUTER_LANES: lanesFile,
        RIGHT_KEY: KEY,
        WRONG_KEY: "sk-other-0123456789",
      });
      await use(gateway);
      await gateway.dispose();
      await server.close();
      await rm(folder, { recursive: true });
    },
    { scope: "worker", timeout: 60_000 },
  ],
});

const laneOf = (page: Page, name: string) => page.getByRole("listitem", { name, exact: true });
const sendButton = (page: Page, name: string) =>
  laneOf(page, name).getByRole("button", { name: `Send one item to ${name}` });

test("a sandbox lane is sent one item by keyboard, and the answer is shown in its place", async ({
  signedInPage: page,
  watch,
}) => {
  await page.goto("/lanes?view=lanes");
  const lane = laneOf(page, "Groq Batch API");
  await expect(lane).toContainText("sandbox");
  await expect(lane).toContainText("not measured yet");
  await expect(lane).not.toContainText("Costs real money");
  await sendButton(page, "Groq Batch API").focus();
  await page.keyboard.press("Enter");
  const outcome = lane.getByRole("status");
  await expect(outcome).toContainText("Answered in");
  await expect(outcome).toContainText("HTTP 200");
  await expect(outcome).toContainText("Sandbox answer");
  await expect(sendButton(page, "Groq Batch API")).toBeFocused();
  expect(watch.sent("POST", /^\/local\/lanes\/lane_groq\/check$/)).toHaveLength(1);
});

test("a lane with a price says before the press that it costs money; then what came, or what failed and what helps", async ({
  signedInPage: page,
}) => {
  await page.goto("/lanes?view=lanes");
  const right = laneOf(page, "Right key");
  await expect(sendButton(page, "Right key")).toHaveAccessibleDescription(/costs real money/i);
  await sendButton(page, "Right key").click();
  await expect(right.getByRole("status")).toContainText(
    /HTTP 200 · gpt-4o-mini · 13\stokens in, 1 out, counted · \$0\.000003/,
  );
  await expect(right.getByRole("status")).toContainText("“working”");
  await sendButton(page, "Wrong key").click();
  const wrong = laneOf(page, "Wrong key").getByRole("status");
  await expect(wrong).toContainText("lane_unavailable");
  await expect(wrong).toContainText("HTTP 401");
  await expect(wrong).toContainText("Check the key in WRONG_KEY.");
});

test("a lane's models unfold with their prices, and are not drawn before", async ({
  signedInPage: page,
}) => {
  await page.goto("/lanes?view=lanes");
  const lane = laneOf(page, "Groq Batch API");
  await expect(lane.getByText(/^\d+\smodels · input from \$/)).toBeVisible();
  await expect(page.getByRole("main").locator("table")).toHaveCount(0);
  await lane.getByText(/^\d+\smodels · input from \$/).click();
  await expect(lane.getByRole("table", { name: "Models of Groq Batch API" })).toBeVisible();
});

test("a sandbox lane that is told to be down is shown to fail", async ({
  signedInPage: page,
  sandbox,
}) => {
  await sandbox({ scenario: "outage" });
  await page.goto("/lanes?view=lanes");
  await sendButton(page, "Groq Batch API").click();
  const outcome = laneOf(page, "Groq Batch API").getByRole("status");
  await expect(outcome).toContainText("Failed after");
  await expect(outcome).toContainText("set the sandbox to the scenario calm");
});

test("a mistyped lane is not found by the API, and the command beside the running gateway tells the same of a lane", async ({
  account,
  gateway,
}) => {
  const input = { params: { lane_id: "lane_gorq" }, body: {} };
  await expect(account.client.call(contract.local.checkLane, input)).rejects.toMatchObject({
    status: 404,
    code: "not_found",
  });
  const command = await gateway.runCommand("lanes", "--send", "lane_wrong");
  expect(command).toMatchObject({
    exitCode: 1,
    output: expect.stringContaining("Check the key in WRONG_KEY."),
  });
  expect(command.output).toMatch(/^This costs real money: lane_wrong has a price\./);
});

test("a lane whose key is refused again and again is shown with its breaker and the reason, until it may be tried", async ({
  signedInPage: page,
  account,
}) => {
  const items = [
    {
      customer_item_id: "a",
      operation: "responses",
      model: "refused-mini",
      input: { input: "One word, please." },
    },
  ];
  for (let refusals = 0; refusals < 3; refusals += 1)
    await untilEnded(account.client, (await submitBatch(account.client, items)).id);

  await page.goto("/lanes?view=lanes");
  const lane = laneOf(page, "Wrong key");
  // Fifteen seconds after the last refusal it is half open, and this page may have taken that long.
  await expect(lane).toContainText(/breaker (half )?open/);
  await expect(lane).toContainText(
    "its last 3 calls were refused with lane_unavailable (HTTP 401)",
  );
  // The page follows by itself.
  await expect(lane).toContainText("breaker half open", { timeout: 30_000 });
});
