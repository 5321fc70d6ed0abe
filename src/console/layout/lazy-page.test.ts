import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { lazyPage } from "./lazy-page.ts";

test("a page whose code was fetched is drawn at once, with no place kept for it first", async () => {
  let loads = 0;
  const Page = lazyPage<{ name: string }>(async () => {
    loads += 1;
    return { default: ({ name }) => createElement("p", null, `Here is ${name}`) };
  });
  await Page.fetch();
  expect(renderToStaticMarkup(createElement(Page, { name: "a batch" }))).toBe(
    "<p>Here is a batch</p>",
  );
  expect(loads).toBe(1);
});

test("code that cannot be had now keeps nobody waiting, and is told of where the page is shown", async () => {
  const Page = lazyPage<object>(() => Promise.reject<never>(new Error("The server is away.")));
  await expect(Page.fetch()).resolves.toBeUndefined();
});
