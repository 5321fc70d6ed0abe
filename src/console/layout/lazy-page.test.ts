import { createElement, Suspense } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { lazyPage } from "./lazy-page.ts";

const SOMEWHERE = { params: {}, search: new URLSearchParams() };

test("a page whose code was fetched is drawn at once, with no place kept for it first", async () => {
  let loads = 0;
  const Page = lazyPage<{ name: string }>(async () => {
    loads += 1;
    return { default: ({ name }) => createElement("p", null, `Here is ${name}`) };
  });
  await Page.fetch(SOMEWHERE);
  expect(renderToStaticMarkup(createElement(Page, { name: "a batch" }))).toBe(
    "<p>Here is a batch</p>",
  );
  expect(loads).toBe(1);
});

test("a page that is fetched begins the reads of its address, and none when it is only drawn", async () => {
  const begun: unknown[] = [];
  const beginReads = (address: object): unknown => begun.push(address);
  const Page = lazyPage<object>(async () => ({
    default: Object.assign(() => null, { beginReads }),
  }));
  renderToStaticMarkup(createElement(Suspense, { fallback: null }, createElement(Page)));
  expect(begun).toEqual([]);
  const address = { params: { id: "bat_1" }, search: new URLSearchParams("tab=items") };
  await Page.fetch(address);
  expect(begun).toEqual([address]);
});

test("code that cannot be had now keeps nobody waiting, and is told of where the page is shown", async () => {
  const Page = lazyPage<object>(() => Promise.reject<never>(new Error("The server is away.")));
  await expect(Page.fetch(SOMEWHERE)).resolves.toBeUndefined();
});
