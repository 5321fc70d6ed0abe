import { readFile } from "node:fs/promises";
import { contract } from "#contract/index.ts";
import { startS3rver, TEST_BUCKET, TEST_CREDENTIALS } from "#test-servers/s3rver-server.ts";
import { expect, test as base } from "./fixtures.ts";
import { GatewayProcess } from "./gateway-process.ts";
import { idsOf, nativeItems } from "./input-files.ts";
import { withoutFilePicker } from "./page-downloads.ts";
import config from "./playwright.config.ts";
import { submitBatch, untilEnded } from "./test-batches.ts";

/** By this name the page is no secure context, and the browser does not say who fetches. */
const LAN_HOST = "lan.test";

const test = base.extend({
  gateway: [
    // Playwright reads a fixture's needs off this pattern; there are none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await startS3rver();
      const gateway = await GatewayProcess.start({
        BATCHROUTER_ALLOWED_HOSTS: LAN_HOST,
        BATCHROUTER_STORAGE: `s3://${TEST_BUCKET}/e2e`,
        AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${server.port}`,
        AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
      });
      await use(gateway);
      await gateway.dispose();
      await server.close();
    },
    { scope: "worker", timeout: 60_000 },
  ],
});

test.use({
  launchOptions: {
    ...config.use?.launchOptions,
    args: [
      ...(config.use?.launchOptions?.args ?? []),
      `--host-resolver-rules=MAP ${LAN_HOST} 127.0.0.1`,
    ],
  },
});

const ITEMS = nativeItems(20, (n) => `Name ${n} rivers.`);
const ORDER = ITEMS.map(({ customer_item_id }) => customer_item_id);

for (const host of ["127.0.0.1", LAN_HOST]) {
  test(`with artifacts in a bucket, a page at ${host} downloads from it and reads artifacts through the gateway`, async ({
    page,
    account: { client, email, password },
    gateway,
    watch,
  }) => {
    watch.hears(/^The Cross-Origin-Opener-Policy header has been ignored/);
    const origin = gateway.url.replace("127.0.0.1", host);
    watch.alsoCalls(origin);
    const { id } = await submitBatch(client, ITEMS);
    await untilEnded(client, id);
    const link = await client.call(contract.batches.artifactUrl, {
      params: { id },
      query: { kind: "output" },
    });
    const { headers } = await fetch(link.url, { redirect: "manual" });
    watch.alsoCalls(headers.get("location") ?? "");

    await withoutFilePicker(page);
    await page.goto(`${origin}/sign-in`);
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(
      "Run the full batch lifecycle",
    );
    await page.goto(`${origin}/batches/${id}`);
    const downloaded = async (name: RegExp): Promise<{ url: string; text: string }> => {
      await page.getByRole("button", { name: "Download", exact: true }).click();
      const download = page.waitForEvent("download");
      await page.getByRole("button", { name }).click();
      const file = await download;
      return { url: file.url(), text: await readFile(await file.path(), "utf8") };
    };
    const output = await downloaded(/^Output/);
    expect(idsOf(output.text)).toEqual(ORDER);
    expect(new URL(output.url).searchParams.get("X-Amz-Expires")).toBe("300");
    const merged = await downloaded(/^Input and answers, JSONL/);
    expect(idsOf(merged.text)).toEqual(ORDER);
    expect(merged.text).toContain('"answer":"');
  });
}

test("a gateway whose bucket cannot be used does not start, and says in one sentence what to put right", async () => {
  const server = await startS3rver();
  const settings = {
    AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${server.port}`,
    AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
  };
  const said = async (more: Record<string, string>): Promise<string> =>
    GatewayProcess.start({ ...settings, ...more }).then(
      () => "It has started.",
      (error: unknown) => String(error),
    );
  const BATCHROUTER_STORAGE = "s3://nobodys";
  expect(await said({ BATCHROUTER_STORAGE })).toMatch(
    /ended at once:\nBATCHROUTER_STORAGE: there is no bucket nobodys at [^\n]+\n$/,
  );
  expect(await said({ BATCHROUTER_STORAGE, AWS_ACCESS_KEY_ID: "AKIAWRONG" })).toMatch(
    /ended at once:\nAWS_ACCESS_KEY_ID is not known at [^\n]+\n$/,
  );
  await server.close();
});
