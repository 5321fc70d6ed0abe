import type { Page } from "@playwright/test";
import { ApiError, type Client } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import { expect, test } from "./fixtures.ts";
import { dropFile, jsonl, nativeItem, nativeItems, shippedBytes } from "./input-files.ts";
import { artifactIds, shownBatchId, untilEnded } from "./test-batches.ts";

/** One issue as a person and as an agent get it. */
interface Issue {
  line: number;
  code: string;
}

const good = (id: string) => JSON.stringify(nativeItem(id, "Name a river."));

/** Each kind of broken line that the check names, between two good ones. */
const BROKEN = Buffer.concat(
  [
    good("first"),
    '{"customer_item_id": "cut-off", "operation": ',
    '["not", "an object"]',
    JSON.stringify({ ...nativeItem("x", "Name a river."), customer_item_id: undefined }),
    good("first"),
    JSON.stringify(nativeItem("unknown-model", "Name a river.", "gpt-4o-mnii")),
    "",
    // 0xFC is "ü" in Latin-1 and nothing in UTF-8.
    Buffer.from(good("bad-utf8").replace("river", "r\u00FCver"), "latin1"),
    good("last"),
  ].flatMap((line) => [Buffer.from(line), Buffer.from("\n")]),
);
const BROKEN_ISSUES: Issue[] = [
  { line: 2, code: "invalid_json" },
  { line: 3, code: "not_an_object" },
  { line: 4, code: "missing_field" },
  { line: 5, code: "duplicate_id" },
  { line: 6, code: "unknown_model" },
  { line: 7, code: "blank_line" },
  { line: 8, code: "invalid_utf8" },
];

/** Every issue of a list on the page, also those that are not drawn until the list is scrolled to them. */
async function listedIssues(page: Page, label: string): Promise<Issue[]> {
  const grid = page.getByRole("grid", { name: label });
  await grid.focus();
  await grid.press("Home");
  const count = Number(await grid.getAttribute("aria-rowcount")) - 1; // the head is a row too
  const issues = new Map<number, Issue>();
  const collect = async (): Promise<number> => {
    for (const row of await grid.getByRole("row").all()) {
      const [line = "", code = ""] = await row.getByRole("gridcell").allTextContents();
      const index = Number(await row.getAttribute("aria-rowindex"));
      if (code !== "") issues.set(index, { line: Number(line), code });
    }
    await grid.press("PageDown");
    return issues.size;
  };
  await expect.poll(collect, { message: `all of "${label}"` }).toBe(count);
  return [...issues].toSorted(([a], [b]) => a - b).map(([, issue]) => issue);
}

/** The issues that the API names for the same bytes. */
async function refusedIssues(client: Client, bytes: Buffer): Promise<Issue[]> {
  const refusal: unknown = await client
    .call(contract.files.upload, { query: {}, body: new Blob([new Uint8Array(bytes)]) })
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  expect(refusal).toBeInstanceOf(ApiError);
  const { code, status, preflight, issue_count } = refusal as ApiError; // by the line above
  expect({ code, status, issue_count }).toEqual({
    code: "preflight_failed",
    status: 400,
    issue_count: preflight.length,
  });
  return preflight.map((issue) => ({ line: issue.line ?? 0, code: issue.code }));
}

async function filesAndBatches(client: Client): Promise<number> {
  const files = await client.call(contract.files.list, { query: {} });
  const batches = await client.call(contract.batches.list, { query: {} });
  return files.data.length + batches.data.length;
}

function dropped(page: Page, filename: string, bytes: Buffer): Promise<void> {
  return dropFile(page.getByRole("group", { name: "Drop a JSONL file" }), filename, bytes);
}

test("a file with a BOM, CRLF and no last newline is taken, and each of its ids comes back once", async ({
  signedInPage: page,
  account: { client },
}) => {
  const lines = nativeItems(5, (n) => `Name ${n} rivers.`);
  const text = `\uFEFF${jsonl(lines).trimEnd().replaceAll("\n", "\r\n")}`;
  await page.goto("/submit");
  await dropped(page, "windows.jsonl", Buffer.from(text));
  await expect(page.getByText("native lines, with BOM and CRLF")).toBeVisible();
  await page.getByRole("button", { name: "Upload 5 items" }).click();
  await page.getByRole("button", { name: "Lock a quote for 5 items" }).click();
  await page.getByRole("button", { name: /^Submit 5 items/ }).click();
  await expect(page).toHaveURL(/\/batches\/bat_\w+$/);

  const batch = await untilEnded(client, shownBatchId(page));
  expect(batch).toMatchObject({ status: "completed", item_count: 5 });
  expect(await artifactIds(client, batch, "output")).toEqual(
    lines.map(({ customer_item_id }) => customer_item_id),
  );
});

const BROKEN_FILES = [
  {
    name: "a file with each kind of broken line",
    bytes: () => Promise.resolve(BROKEN),
    issues: BROKEN_ISSUES,
  },
  {
    name: "the shipped sample of broken lines",
    bytes: () => shippedBytes("broken.jsonl"),
    issues: undefined,
  },
];

for (const { name, bytes: read, issues } of BROKEN_FILES) {
  test(`${name} gets every issue named by line before anything is sent, the same ones from the API, and creates nothing`, async ({
    signedInPage: page,
    account: { client },
    watch,
  }) => {
    watch.provokes(400, /^\/v1\/files/);
    const bytes = await read();
    await page.goto("/submit");
    await dropped(page, "broken.jsonl", bytes);
    await expect(page.getByText("Nothing was sent.")).toBeVisible();
    const found = await listedIssues(page, "Issues found in this browser");
    expect(watch.sent("POST", /^\/v1\/files/)).toEqual([]);

    const refused = await refusedIssues(client, bytes);
    expect(found).toEqual(issues ?? refused);
    expect(refused).toEqual(found);

    // And the page shows the gateway's own answer to who asks for it.
    await page.getByRole("button", { name: /^Send it anyway/ }).click();
    expect(await listedIssues(page, "Issues found by the gateway")).toEqual(found);
    expect(await filesAndBatches(client)).toBe(0);
  });
}

test("a line that is too long is named by the page and by the API alike, and the limits are said before", async ({
  signedInPage: page,
  account: { client },
}) => {
  await page.goto("/submit");
  await expect(page.getByText("Up to 1,000,000 lines · 2 GiB · 1 MiB a line")).toBeVisible();
  const long = JSON.stringify(nativeItem("long", "x".repeat(MANIFEST_LIMITS.maxLineBytes)));
  const bytes = Buffer.from(`${good("first")}\n${long}\n`);
  await dropped(page, "long.jsonl", bytes);
  const found = await listedIssues(page, "Issues found in this browser");
  expect(found).toEqual([{ line: 2, code: "line_too_long" }]);
  expect(await refusedIssues(client, bytes)).toEqual(found);
});

test("pasted lines are checked as they are typed, a pressed issue selects its line, and mended lines go through", async ({
  signedInPage: page,
  account: { client },
}) => {
  await page.goto("/submit");
  await page.getByRole("tab", { name: "Paste or edit" }).click();
  const editor = page.getByLabel("JSONL, one item a line");
  await editor.fill(`${good("first")}\n${good("second").replace("gpt-4o-mini", "gpt-4o-mnii")}\n`);
  await expect(page.getByText("1 line of 2 cannot be taken")).toBeVisible();

  await page
    .getByRole("grid", { name: "Issues found in this browser" })
    .getByRole("row", { name: /unknown_model/ })
    .click();
  await expect(editor).toBeFocused();
  await page.keyboard.type(good("second"));
  await expect(page.getByText("All 2 lines are good.")).toBeAttached();
  expect(await filesAndBatches(client)).toBe(0);

  await page.getByRole("button", { name: "Upload 2 items" }).click();
  await expect(page.getByRole("button", { name: "Lock a quote for 2 items" })).toBeVisible();
  expect(await filesAndBatches(client)).toBe(1);
});
