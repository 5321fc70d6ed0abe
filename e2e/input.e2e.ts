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

test("bad lines of a file are mended where they stand, left out, put back and repaired, and the rest is sent", async ({
  signedInPage: page,
  account: { client },
}) => {
  await page.goto("/submit");
  await dropped(page, "broken.jsonl", BROKEN);
  const list = page.getByRole("grid", { name: "Issues found in this browser" });
  const line = page.getByRole("region", { name: "The opened line" });
  const editor = line.getByRole("textbox");
  const repairs = page.getByRole("region", { name: "Repairs" });

  // By keyboard: J to the first, Enter into its editor, on to the next bad line by what saves this one.
  await list.focus();
  await list.press("j");
  await list.press("Enter");
  await expect(editor).toBeFocused();
  await expect(editor).toHaveValue('{"customer_item_id": "cut-off", "operation": ');
  await editor.fill(good("cut-off").replace('"model"', '"modle"'));
  await expect(line.getByText("unknown_field")).toBeVisible();
  await expect(line.getByRole("button", { name: "Save the line" })).toBeDisabled();
  await editor.fill(good("cut-off"));
  await expect(line.getByText("This line is good now").first()).toBeVisible();
  await editor.press("Control+Enter");
  await expect(editor).toHaveValue('["not", "an object"]');
  await editor.press("Escape");
  await expect(list).toBeFocused();

  // The unknown model is mended, and the change taken back.
  await list.getByRole("row", { name: /unknown_model/ }).click();
  await editor.fill(good("unknown-model"));
  await line.getByRole("button", { name: "Save the line" }).click();
  await expect(repairs.getByText(/^By hand: 2\slines edited, 0 left out/)).toBeVisible();
  await repairs.getByRole("button", { name: "Undo line 6" }).click();
  await expect(editor).toHaveValue(/gpt-4o-mnii/);
  await line.getByRole("button", { name: "Leave it out" }).click();
  await line.getByRole("button", { name: "Put it back" }).click();
  await editor.fill(good("unknown-model"));
  await line.getByRole("button", { name: "Save the line" }).click();
  await line.getByRole("button", { name: "Next bad line" }).click();
  await expect(line.getByText("Line 7", { exact: true }).first()).toBeVisible();

  // Safe repairs take the blank line and the missing id; what is left of seven is left out by choice.
  await repairs.getByText("Leave out what is not mended otherwise · 3 lines").check();
  await repairs.getByRole("button", { name: "Repair", exact: true }).click();
  await expect(repairs.getByText("every line is good", { exact: true })).toBeVisible();
  const download = page.waitForEvent("download");
  await repairs.getByRole("button", { name: "Save it" }).click();
  expect((await download).suggestedFilename()).toBe("broken.repaired.jsonl");
  await page.getByRole("button", { name: "Use the repaired input" }).click();
  await expect(page.getByText(/^Estimated in this browser/)).toContainText("for 5 items");
  await page.getByRole("button", { name: "Upload 5 items" }).click();
  await page.getByRole("button", { name: "Lock a quote for 5 items" }).click();
  await page.getByRole("button", { name: /^Submit 5 items/ }).click();
  await expect(page).toHaveURL(/\/batches\/bat_\w+$/);
  const batch = await untilEnded(client, shownBatchId(page));
  expect(await artifactIds(client, batch, "output")).toEqual([
    "first",
    "cut-off",
    "item-000004",
    "unknown-model",
    "last",
  ]);
});

const OTHER_SHAPES = [
  {
    name: "one JSON list over many lines",
    bytes: Buffer.from(
      JSON.stringify(
        nativeItems(40, (n) => `Name ${n} rivers.`),
        null,
        2,
      ),
    ),
    repair: /^Split the JSON list into lines/,
    isFolded: false,
    result: "native lines",
  },
  {
    name: "native lines for who has OpenAI Batch tools",
    bytes: Buffer.from(jsonl(nativeItems(40, (n) => `Name ${n} rivers.`))),
    repair: /^Turn native lines into OpenAI Batch ones/,
    isFolded: true,
    result: "OpenAI Batch lines",
  },
];

for (const { name, bytes, repair, isFolded, result } of OTHER_SHAPES) {
  test(`${name} become good lines of the wanted form by a repair`, async ({
    signedInPage: page,
  }) => {
    await page.goto("/submit");
    await dropped(page, "shape.json", bytes);
    const repairs = page.getByRole("region", { name: "Repairs" });
    const folded = page.getByText("Turn the lines into the other format");
    if (isFolded) await folded.click();
    await repairs.getByLabel(repair).check();
    await repairs.getByRole("button", { name: "Repair", exact: true }).click();
    await expect(repairs.getByText("every line is good", { exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Use the repaired input" }).click();
    await expect(page.getByText(result, { exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: "Upload 40 items" })).toBeVisible();
  });
}

test("an uploaded file is found again by its name, model or id, and used as it is", async ({
  signedInPage: page,
  account: { client },
}) => {
  for (const filename of ["rivers.jsonl", "lakes.jsonl"]) {
    const lines = nativeItems(2, (n) => `Name ${n} of ${filename}.`);
    await client.call(contract.files.upload, {
      query: { filename },
      body: new Blob([jsonl(lines)]),
    });
  }
  await page.goto("/submit");
  await page.getByRole("tab", { name: "Uploaded before" }).click();
  const files = page.getByRole("list", { name: "Uploaded files" });
  await expect(files.getByRole("listitem")).toHaveCount(2);
  await page.getByLabel("Search").fill("lake");
  await expect(files.getByRole("listitem")).toHaveCount(1);
  await page.getByRole("button", { name: "Use lakes.jsonl" }).click();
  await expect(page.getByRole("button", { name: "Lock a quote for 2 items" })).toBeVisible();
});
