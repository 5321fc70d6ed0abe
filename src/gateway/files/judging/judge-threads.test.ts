import { Worker } from "node:worker_threads";
import { expect, test, vi } from "vitest";
import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import { nativeLine } from "../test-inputs.ts";
import { createFileJudge, type FileJudge, type FileJudging, type Judgement } from "./file-judge.ts";
import { JudgeThreads } from "./judge-threads.ts";

const JUDGING: FileJudging = {
  knownModels: new Map([["gpt-4o-mini", ["responses"]]]),
  limits: MANIFEST_LIMITS,
  formChanges: new Map([["gpt-4o-mini", [{ from: "responses", to: "chat_completions" }]]]),
};

const threads = new JudgeThreads(2);

async function judged(judge: FileJudge, text: string, pieceBytes = 10_000): Promise<Judgement> {
  try {
    const bytes = Buffer.from(text);
    for (let start = 0; start < bytes.length; start += pieceBytes)
      await judge.push(bytes.subarray(start, start + pieceBytes));
    return await judge.end();
  } finally {
    judge.close();
  }
}

function lines(count: number): string {
  return Array.from({ length: count }, (_, at) => nativeLine(`item-${at}`)).join("");
}

test("a thread says of a file what is said of it here, ids and forms included", async () => {
  const text = lines(3_000);
  const here = await judged(createFileJudge(JUDGING), text);
  expect(here.idIndex).toHaveLength(3_000 * 8);
  expect(here.formCounts).toHaveLength(1);
  expect(await judged(threads.begin(JUDGING), text)).toEqual(here);
});

test("the issues of a file come back from a thread, the first of them alone", async () => {
  const text = lines(20) + "{}\n".repeat(2_000);
  const here = await judged(createFileJudge(JUDGING), text);
  expect(here.summary.issue_count).toBeGreaterThan(here.issues.length);
  expect(await judged(threads.begin(JUDGING), text)).toEqual(here);
});

test("files are judged side by side, each by itself", async () => {
  const texts = [3, 1_500, 40, 2_100, 999].map(lines);
  const found = await Promise.all(texts.map((text) => judged(threads.begin(JUDGING), text, 997)));
  expect(found.map(({ summary }) => summary.item_count)).toEqual([3, 1_500, 40, 2_100, 999]);
});

test("a limit that is reached is told while the file is still pushed", async () => {
  const judge = threads.begin({ ...JUDGING, limits: { ...MANIFEST_LIMITS, maxLines: 2 } });
  const piece = Buffer.from(lines(2_000));
  let pushed = 0;
  for (;;) {
    const { hasStopped } = await judge.push(piece);
    pushed += piece.byteLength;
    if (hasStopped) break;
  }
  judge.close();
  // A thread has no more than a megabyte before it, and one piece.
  expect(pushed).toBeLessThan(3 * 1024 ** 2);
});

test("a piece may be changed as soon as it was taken", async () => {
  const judge = threads.begin(JUDGING);
  const piece = Buffer.from(lines(1));
  await judge.push(piece);
  piece.fill(0);
  const { summary } = await judge.end();
  judge.close();
  expect(summary).toMatchObject({ item_count: 1, issue_count: 0 });
});

test("a file that was given up leaves its thread to the others", async () => {
  const given = threads.begin(JUDGING);
  await given.push(Buffer.from("{"));
  given.close();
  expect((await judged(threads.begin(JUDGING), lines(5))).summary.item_count).toBe(5);
});

test("a thread that ends takes its files with it, and no later one", async () => {
  const few = new JudgeThreads(1);
  const spy = vi.spyOn(Worker.prototype, "postMessage");
  const files = [few.begin(JUDGING), few.begin(JUDGING)];
  // The spy is set on the class, so its context is the thread that was talked to.
  const thread = spy.mock.contexts[0] as Worker;
  spy.mockRestore();
  const ends = Promise.allSettled(files.map((file) => judged(file, lines(5))));
  await thread.terminate();
  for (const end of await ends)
    expect(end).toMatchObject({
      status: "rejected",
      reason: { message: "The thread that judges files has stopped." },
    });
  expect((await judged(few.begin(JUDGING), lines(5))).summary.item_count).toBe(5);
});

test("what cannot be judged fails by itself", async () => {
  const broken = { ...JUDGING, formChanges: 7 as unknown as null };
  await expect(judged(threads.begin(broken), lines(5))).rejects.toThrow(/stopped/);
  expect((await judged(threads.begin(JUDGING), lines(5))).summary.item_count).toBe(5);
});
