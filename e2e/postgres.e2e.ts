import { PostgresServer } from "#test-servers/postgres-server.ts";
import { contract } from "#contract/index.ts";
import { expect, test as base } from "./fixtures.ts";
import { GatewayProcess } from "./gateway-process.ts";
import { follow } from "./pages.ts";
import { strangerClient } from "./test-account.ts";

const test = base.extend({
  gateway: [
    // Playwright reads a fixture's needs off this pattern; there are none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await PostgresServer.create();
      const gateway = await GatewayProcess.start({ DATABASE_URL: server.url() });
      await use(gateway);
      await gateway.dispose();
      await server.dispose();
    },
    { scope: "worker", timeout: 60_000 },
  ],
});

test("on PostgreSQL the demo page says why nothing is played, and starting over and sample work go on", async ({
  page,
}) => {
  await page.goto("/demo");
  const main = page.getByRole("main");
  const play = main.getByRole("button", { name: "Play the lifecycle" });
  await expect(play).toBeDisabled();
  await expect(play).toHaveAccessibleDescription(/keeps its state on PostgreSQL/);
  await expect(main.getByRole("button", { name: "Fill with sample work" })).toBeEnabled();
  await main.getByRole("button", { name: "Start over" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Empty it" }).click();
  await expect(page.getByText("The gateway is empty")).toBeVisible();
});

test("the environments page shows what the process that answered does, and on what it keeps its state", async ({
  page,
  gateway,
}) => {
  await page.goto("/");
  await follow(page, "Environments");
  const { instance_id } = await strangerClient(gateway.url).call(contract.catalog.health, {});
  const card = page.getByRole("listitem").filter({ hasText: "Check" }).first();
  await expect(card).toContainText("ready");
  await expect(card).toContainText("answers requests and runs jobs · PostgreSQL");
  await expect(card).toContainText(instance_id);
});
