import { expect, test } from "vitest";
import { loadCatalog } from "../catalog/catalog.ts";
import { listOldPrices } from "./list-old-prices.ts";

async function list(now: string, isJson = false) {
  const lines: string[] = [];
  const take = (line: string): void => void lines.push(line);
  const exitCode = await listOldPrices(
    { output: { say: take, complain: take } },
    { catalogFile: null },
    { now: new Date(now), isJson },
  );
  return { exitCode, lines };
}

const { models } = await loadCatalog();
const days = models
  .flatMap(({ offerings }) => offerings.map(({ read_on }) => read_on ?? ""))
  .toSorted();
const [oldest = ""] = days;
const after = (count: number) => new Date(Date.parse(oldest) + count * 86_400_000).toISOString();

test("on the 90th day after the oldest price was read all are young enough", async () => {
  expect(await list(after(90))).toEqual({
    exitCode: 0,
    lines: [`All ${days.length} prices were read within 90 days, the oldest 90 days ago.`],
  });
});

test("a day later those of that day are named with their sources, and it exits with 1", async () => {
  const { exitCode, lines } = await list(after(91));
  const old = days.filter((day) => day === oldest).length;
  expect(exitCode).toBe(1);
  expect(lines).toHaveLength(1 + old);
  expect(lines[0]).toContain(`${old} of ${days.length} prices`);
  expect(lines[1]).toMatch(/^ {2}\S+ on lane_\S+: \d{4}-\d\d-\d\d, 91 days ago, https:\/\/\S+$/);
});

test("as JSON it is one document, the oldest first", async () => {
  const { lines } = await list("2036-01-01T00:00:00Z", true);
  const { old, prices } = JSON.parse(lines.join("\n"));
  expect(prices).toBe(days.length);
  expect(old.map(({ read_on }: { read_on: string }) => read_on)).toEqual(days);
});
