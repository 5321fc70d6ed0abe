import { expect, test } from "vitest";
import { newId } from "#contract/primitives.ts";
import { createArtifactLinks, linkExpiry } from "./artifact-links.ts";

const links = createArtifactLinks("http://127.0.0.1:8787", new Uint8Array(32).fill(7));
const batch_id = newId("batch");

test("a link's signature holds for its batch, kind and time alone", () => {
  const url = new URL(links.linkTo(batch_id, "output", new Date(1_900_000_000_500)));
  const expires = Number(url.searchParams.get("expires"));
  const signature = url.searchParams.get("signature") ?? "";
  expect(url.pathname).toBe(`/v1/artifacts/${batch_id}/output`);
  expect(expires).toBe(1_900_000_000);
  expect(links.isSigned(batch_id, "output", expires, signature)).toBe(true);
  expect(links.isSigned(batch_id, "errors", expires, signature)).toBe(false);
  expect(links.isSigned(batch_id, "output", expires + 1, signature)).toBe(false);
  expect(links.isSigned(newId("batch"), "output", expires, signature)).toBe(false);
  expect(links.isSigned(batch_id, "output", expires, signature.slice(0, -2))).toBe(false);
});

test("a shown link is always good for 7 days and more, and stays the same for a day", () => {
  const completed = new Date("2026-11-24T12:00:00Z");
  const hours = (count: number): Date => new Date(completed.getTime() + count * 3_600_000);
  expect(linkExpiry(completed, hours(0))).toEqual(linkExpiry(completed, hours(23.9)));
  for (const age of [0, 23.9, 24, 500.5]) {
    const goodFor = linkExpiry(completed, hours(age)).getTime() - hours(age).getTime();
    expect(goodFor).toBeGreaterThan(7 * 86_400_000);
    expect(goodFor).toBeLessThanOrEqual(8 * 86_400_000);
  }
});
