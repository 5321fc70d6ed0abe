import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { type Locator, test } from "@playwright/test";

/** A JSONL input, read whole: the ones used in tests are small. */
export interface TestInput {
  filename: string;
  bytes: Buffer;
  /** In input order, of either format. */
  ids: string[];
}

/** What both line formats and the result rows name their item by. */
interface Named {
  custom_id?: string;
  customer_item_id?: string;
}

const REAL = new URL("../../shared/data/", import.meta.url);
const SHIPPED = new URL("../public/samples/", import.meta.url);

/** The ids of JSONL text in its order. */
export function idsOf(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const row = JSON.parse(line) as Named; // each line of an input or a result is one
      return row.custom_id ?? row.customer_item_id ?? "";
    });
}

async function read(url: URL): Promise<TestInput> {
  const path = fileURLToPath(url);
  const bytes = await readFile(path);
  return { filename: basename(path), bytes, ids: idsOf(bytes.toString()) };
}

/** A file of real questions; undefined where the checkout has none beside it. */
export async function realInput(real: string): Promise<TestInput | undefined> {
  const url = new URL(real, REAL);
  return existsSync(url) ? await read(url) : undefined;
}

/** A file of real questions where the checkout has one beside it, else a shipped sample; the report says which. */
export async function realOrShipped(real: string, shipped: string): Promise<TestInput> {
  const found = await realInput(real);
  const description = found
    ? `real input: ${real}`
    : `${real} is not beside this checkout; the shipped sample ${shipped} stands in for it`;
  test.info().annotations.push({ type: "input", description });
  console.log(`    ${description}`);
  return found ?? (await read(new URL(shipped, SHIPPED)));
}

/** The bytes of a shipped sample. */
export function shippedBytes(file: string): Promise<Buffer> {
  return readFile(new URL(file, SHIPPED));
}

/** A native line that asks something of a model. */
export function nativeItem(id: string, content: string, model = "gpt-4o-mini") {
  return {
    customer_item_id: id,
    operation: "responses",
    model,
    input: { messages: [{ role: "user", content }] },
  };
}

/** `count` items named `item-0001`…, each asking what `content` makes of its number, counted from 1. */
export function nativeItems(count: number, content: (number: number) => string) {
  return Array.from({ length: count }, (_, index) =>
    nativeItem(`item-${String(index + 1).padStart(4, "0")}`, content(index + 1)),
  );
}

/** Items as JSONL. */
export function jsonl(items: readonly unknown[]): string {
  return items.map((item) => `${JSON.stringify(item)}\n`).join("");
}

/** Drops a file where a person would let go of it. */
export async function dropFile(target: Locator, filename: string, bytes: Buffer): Promise<void> {
  const transfer = await target.page().evaluateHandle(
    ([name, base64]) => {
      const data = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const dropped = new DataTransfer();
      dropped.items.add(new File([data], name));
      return dropped;
    },
    [filename, bytes.toString("base64")] as const,
  );
  await target.dispatchEvent("dragover", { dataTransfer: transfer });
  await target.dispatchEvent("drop", { dataTransfer: transfer });
}
