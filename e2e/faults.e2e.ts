import type { Page } from "@playwright/test";
import { contract } from "#contract/index.ts";
import { type Fault, FaultProxy } from "./fault-proxy.ts";
import { expect, test as base } from "./fixtures.ts";
import { nativeItem, nativeItems } from "./input-files.ts";
import { PAGES } from "./pages.ts";
import type { TestAccount } from "./test-account.ts";
import { submitBatch, untilEnded } from "./test-batches.ts";

const test = base.extend<object, { faultProxy: FaultProxy }>({
  faultProxy: [
    async ({ gateway }, use) => {
      const faultProxy = await FaultProxy.start(gateway.url);
      await use(faultProxy);
      await faultProxy.stop();
    },
    { scope: "worker" },
  ],
  origin: [async ({ faultProxy }, use) => use(faultProxy.url), { scope: "worker" }],
});

const API = /^\/(v1|local)\//;
const RETRY_AFTER_SECONDS = 6;
/** How long a page that has nothing of its own to read may take to notice. */
const HEARTBEAT_MS = 30_000;
/** From an answer's coming to its being read, within the page. */
const READ_WITHIN_MS = 1_000;

/** One of everything, so that each page has something to keep; gives the address of every page and of its tabs. */
async function fill({ client }: TestAccount): Promise<string[]> {
  const inbox = await client.call(contract.local.createInbox, {});
  await client.call(contract.webhooks.put, { body: { url: inbox.url } });
  const failing = nativeItem("refused", "Name a river. [[sandbox:fail code=content_policy]]");
  const batch = await submitBatch(client, [...nativeItems(5, (n) => `Name ${n}.`), failing]);
  const { run } = await client.call(contract.workflows.createAgentRun, {
    body: { input: { messages: [{ role: "user", content: "Name the six steps." }] } },
  });
  const { quote_id } = await client.call(contract.quotes.createForModel, {
    body: { models: ["gpt-4o-mini"], estimated_items: 1_000 },
  });
  await untilEnded(client, batch.id);
  const pages = Object.values(PAGES).map((path) =>
    path.replace("{batch}", batch.id).replace("{run}", run.id),
  );
  const views = [
    `/batches/${batch.id}?tab=items`,
    `/batches/${batch.id}?tab=bill`,
    `/batches/${batch.id}?tab=compare`,
    `/quote?quote_id=${quote_id}`,
    "/webhooks?tab=deliveries",
    "/webhooks?tab=endpoint",
    "/lanes?view=lanes",
  ];
  return [...pages, ...views];
}

/** Opens the console as the account. */
async function enter(page: Page, account: TestAccount): Promise<void> {
  const { session_token, api_key, email } = account;
  await page.addInitScript((held) => {
    sessionStorage.setItem("batchrouter.credentials.local", held);
  }, JSON.stringify({ session_token, api_key, email }));
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

/** Goes to an address without a load, as a link does, and comes back to the tab, at which it looks for what is new. */
async function visit(page: Page, path: string): Promise<void> {
  const isOther = await page.evaluate((to) => {
    const isElsewhere = new URL(to, location.href).pathname !== location.pathname;
    if (isElsewhere) document.querySelector("h1")?.setAttribute("data-left", "");
    history.pushState({}, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
    return isElsewhere;
  }, path);
  if (isOther) await expect(page.locator("h1[data-left]")).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.evaluate(() => {
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  });
}

/** What the page shows of what it read: its headings, and the cells and figures that no clock moves. */
async function shown(page: Page): Promise<string[]> {
  const texts = await page.getByRole("main").locator("h1, h2, td, dd, main code").allInnerTexts();
  return texts
    .map((text) => text.replaceAll(/\s+/g, " ").trim())
    .filter(
      (text) => text !== "" && !/\bago\b|\bin \d|\bnow\b|\d m?s\b|\d m\b|items\/s|req_/.test(text),
    );
}

/** A tab of the page that is open already has the same heading, so its own tab is waited for. */
async function untilTabShown(page: Page, path: string): Promise<void> {
  const tab = new URL(path, "http://console").searchParams.get("tab");
  if (tab === null) return;
  await expect(page.locator(`[role=tab][aria-selected=true][id$="-tab-${tab}"]`)).toBeVisible();
}

/** Every page as it is while all is well. */
async function rememberAll(page: Page, paths: readonly string[], quiet: () => Promise<void>) {
  const known = new Map<string, string[]>();
  for (const path of paths) {
    await visit(page, path);
    await untilTabShown(page, path);
    // What is drawn between other work begins its reads only then.
    await page.evaluate(
      () => new Promise<void>((idle) => requestIdleCallback(() => idle(), { timeout: 2_000 })),
    );
    await quiet();
    // Between two calls of a chain nothing is on the way, and the page still loads.
    await expect(page.getByRole("main").locator("[aria-busy=true]")).toHaveCount(0);
    known.set(path, await shown(page));
  }
  return known;
}

async function expectKept(page: Page, path: string, known: ReadonlyMap<string, string[]>) {
  await expect
    .poll(async () => {
      const now = await shown(page);
      return (known.get(path) ?? []).filter((text) => !now.includes(text));
    }, `${path} keeps what it had`)
    .toEqual([]);
}

const connection = (page: Page) => page.getByRole("region", { name: "Connection" });

interface Case {
  name: string;
  fault: Fault;
  said: RegExp;
  /** What the browser itself complains of. */
  noise: readonly (number | "no answer")[];
}

const CASES: readonly Case[] = [
  {
    name: "answers 500, in its envelope and as a page of a proxy",
    fault: { kind: "failing" },
    said: /Local answers 500 to GET \/v1\//,
    noise: [500],
  },
  {
    name: "answers 429 with Retry-After",
    fault: { kind: "limited", retryAfterSeconds: RETRY_AFTER_SECONDS },
    said: /Local asks for a pause \(429\)/,
    noise: [429],
  },
  {
    name: "answers off the contract",
    fault: { kind: "strange" },
    said: /off the contract/,
    noise: [],
  },
  {
    name: "takes 5 s for each answer",
    fault: { kind: "slow", delayMs: 5_000 },
    said: /Local is slow to answer/,
    noise: [],
  },
  {
    name: "breaks the connection, before and within an answer",
    fault: { kind: "broken" },
    said: /Local does not answer/,
    noise: ["no answer"],
  },
];

test.describe.configure({ mode: "parallel" });

for (const { name, fault, said, noise } of CASES) {
  test(`while the gateway ${name}, every page says so and keeps what it had, and goes on by itself`, async ({
    page,
    account,
    faultProxy,
    watch,
  }) => {
    for (const status of noise) watch.provokes(status, API);
    faultProxy.fault = { kind: "none" };
    const paths = await fill(account);
    await enter(page, account);
    const known = await rememberAll(page, paths, () => watch.untilQuiet());
    faultProxy.fault = fault;
    for (const path of paths) {
      await visit(page, path);
      await expect(connection(page), `${path} says what is the matter`).toContainText(said, {
        timeout: HEARTBEAT_MS + 15_000,
      });
      await expectKept(page, path, known);
    }
    faultProxy.fault = { kind: "none" };
    await expect(connection(page)).toBeHidden();
  });
}

/** A read as the page itself sees it: whatever is slow between it and the gateway plays no part. */
interface PageCall {
  begunAtMs: number;
  answeredAtMs: number;
  url: string;
}

/** Has the page note its reads that are turned away from now on; gives how to look at them. */
async function noteLimitedReads(page: Page): Promise<() => Promise<PageCall[]>> {
  const notes = await page.evaluateHandle(() => {
    const noted: PageCall[] = [];
    const { fetch } = globalThis;
    globalThis.fetch = async (...request) => {
      const begunAtMs = Date.now();
      const response = await fetch(...request);
      if (response.status === 429)
        noted.push({ begunAtMs, answeredAtMs: Date.now(), url: response.url });
      return response;
    };
    return noted;
  });
  return () => notes.jsonValue();
}

test("a pause that was asked for is kept, whatever page is opened meanwhile", async ({
  page,
  account,
  faultProxy,
  watch,
}) => {
  watch.provokes(429, API);
  faultProxy.fault = { kind: "none" };
  const paths = await fill(account);
  await enter(page, account);
  const limitedReads = await noteLimitedReads(page);
  faultProxy.fault = { kind: "limited", retryAfterSeconds: RETRY_AFTER_SECONDS };
  for (const path of paths) await visit(page, path);
  await expect
    .poll(async () => {
      const reads = await limitedReads();
      return (reads.at(-1)?.begunAtMs ?? 0) - (reads[0]?.begunAtMs ?? 0);
    })
    .toBeGreaterThan(RETRY_AFTER_SECONDS * 2_000);
  const reads = await limitedReads();
  const tooEarly = reads.filter(({ begunAtMs }) =>
    reads.some(({ answeredAtMs }) => {
      const sinceMs = begunAtMs - answeredAtMs;
      return sinceMs > READ_WITHIN_MS && sinceMs < RETRY_AFTER_SECONDS * 1_000;
    }),
  );
  expect(tooEarly).toEqual([]);
  faultProxy.fault = { kind: "none" };
  await expect(connection(page)).toBeHidden();
});

test("a gateway that answers 500 is asked ever more rarely", async ({
  page,
  account,
  faultProxy,
  watch,
}) => {
  watch.provokes(500, API);
  faultProxy.fault = { kind: "none" };
  const slow = nativeItems(1, () => "Count. [[sandbox:delay ms=60000]]");
  const { id } = await submitBatch(account.client, slow);
  await enter(page, account);
  await visit(page, `/batches/${id}`);
  await watch.untilQuiet();
  faultProxy.fault = { kind: "failing" };
  const begunAtMs = Date.now();
  const path = `/v1/batches/${id}`;
  const polls = () => faultProxy.readsSince(begunAtMs).filter((call) => call.path === path);
  await expect.poll(() => polls().length).toBeGreaterThan(3);
  const times = polls().map(({ arrivedAtMs }) => arrivedAtMs);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(gaps[0]).toBeGreaterThan(1_900);
  expect(gaps[1]).toBeGreaterThan(3_900);
  expect(gaps[2]).toBeGreaterThan(7_900);
  await expect(page.getByText(/^Stale, as of/).first()).toBeVisible();
  faultProxy.fault = { kind: "none" };
  await expect(page.getByText(/^Stale, as of/)).toBeHidden();
});

test("pages opened while the gateway is gone come by themselves when it is back, and what was there stays", async ({
  page,
  account,
  gateway,
  faultProxy,
  watch,
}) => {
  watch.provokes("no answer", /^\//);
  faultProxy.fault = { kind: "none" };
  const paths = await fill(account);
  await enter(page, account);
  const [last = "", ...visited] = paths.toReversed();
  const known = await rememberAll(page, visited, () => watch.untilQuiet());
  await gateway.stop("SIGKILL");
  for (const path of visited) {
    await visit(page, path);
    await expect(connection(page), `${path} says what is the matter`).toContainText(
      "Local does not answer.",
    );
    await expectKept(page, path, known);
  }
  await gateway.start();
  await expect(connection(page)).toBeHidden();
  await visit(page, last);
  await expect(page.getByRole("main")).not.toContainText("could not be");
});

test("a page whose file is gone is loaded anew once, and if that does not help says so with ways out, the rest of the console working", async ({
  page,
  account,
  faultProxy,
  watch,
}) => {
  watch.provokes(404, /^\/assets\/files-page-/);
  watch.hears(/Failed to fetch dynamically imported module: \S+\/files-page-/);
  faultProxy.fault = { kind: "none" };
  await enter(page, account);
  faultProxy.fault = { kind: "gone", file: /^\/assets\/files-page-/ };
  await page.getByRole("link", { name: "Files", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This page broke");
  await page.getByRole("link", { name: "Batches", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Batches");
  faultProxy.fault = { kind: "none" };
  await page.goto("/files");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Files");
});
