import { Worker } from "node:worker_threads";
import { expect, test, vi } from "vitest";
import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import { nativeLine } from "../test-inputs.ts";
import { type FileJudge, type FileJudging, judgeHere, type Judgement } from "./file-judge.ts";
import { JudgeThreads } from "./judge-threads.ts";

const JUDGING: FileJudging = {
  knownModels: new Map([["gpt-4o-mini", ["responses"]]]),
  limits: MANIFEST_LIMITS,
  formChanges: new Map([["gpt-4o-mini", [{ from: "responses", to: "chat_completions" }]]]),
};

const threads = new JudgeThreads(2);

/** A text in pieces, all in the same memory: each is overwritten when the next one is asked for. */
async function* inPieces(text: string, pieceBytes: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  const piece = Buffer.alloc(pieceBytes);
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    const length = bytes.copy(piece, 0, start, start + pieceBytes);
    yield piece.subarray(0, length);
    piece.fill(0);
  }
}

async function judged(judge: FileJudge, text: string, pieceBytes = 10_000): Promise<Judgement> {
  try {
    for await (const { piece } of judge.pass(inPieces(text, pieceBytes)))
      expect(piece.length).toBeGreaterThan(0);
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
  const here = await judged(judgeHere(JUDGING), text);
  expect(here.idIndex).toHaveLength(3_000 * 8);
  expect(here.formCounts).toHaveLength(1);
  expect(await judged(threads.begin(JUDGING), text)).toEqual(here);
});

test("the issues of a file come back from a thread, the first of them alone", async () => {
  const text = lines(20) + "{}\n".repeat(2_000);
  const here = await judged(judgeHere(JUDGING), text);
  expect(here.summary.issue_count).toBeGreaterThan(here.issues.length);
  expect(await judged(threads.begin(JUDGING), text)).toEqual(here);
});

test("files are judged side by side, each by itself", async () => {
  const texts = [3, 1_500, 40, 2_100, 999].map(lines);
  const found = await Promise.all(texts.map((text) => judged(threads.begin(JUDGING), text, 997)));
  expect(found.map(({ summary }) => summary.item_count)).toEqual([3, 1_500, 40, 2_100, 999]);
});

test("a limit that is reached is told while the file still comes", async () => {
  const judge = threads.begin({ ...JUDGING, limits: { ...MANIFEST_LIMITS, maxLines: 2 } });
  const piece = Buffer.from(lines(2_000));
  let taken = 0;
  async function* forever(): AsyncGenerator<Uint8Array> {
    for (;;) {
      taken += piece.byteLength;
      yield piece;
    }
  }
  for await (const { hasStopped } of judge.pass(forever())) if (hasStopped) break;
  judge.close();
  // A thread has no more than a megabyte before it, and what is on its way.
  expect(taken).toBeLessThan(3 * 1024 ** 2);
});

test.each([1, 7, 64 * 1024, 300_000, 2_000_000])(
  "all bytes come back in their order, judged, however they came: %i at a time",
  async (pieceBytes) => {
    const text = pieceBytes === 1 ? lines(30) : lines(9_000);
    const judge = threads.begin(JUDGING);
    const back: Uint8Array[] = [];
    for await (const { piece } of judge.pass(inPieces(text, pieceBytes))) back.push(piece);
    expect(Buffer.concat(back).equals(Buffer.from(text))).toBe(true);
    expect((await judge.end()).summary.issue_count).toBe(0);
    judge.close();
  },
);

test("each piece says how much was wrong by then", async () => {
  const judge = threads.begin(JUDGING);
  const good = lines(3_000);
  const counts: [bytes: number, issueCount: number][] = [];
  let bytes = 0;
  for await (const { piece, issueCount } of judge.pass(inPieces(`${good}{}\n${good}`, 50_000))) {
    bytes += piece.length;
    counts.push([bytes, issueCount]);
  }
  judge.close();
  const [first, last] = [counts[0], counts.at(-1)];
  expect(first?.[1]).toBe(0);
  expect(last?.[1]).toBeGreaterThan(0);
  for (const [until, count] of counts) expect(count > 0).toBe(until > good.length + 2);
});

test("a file that was given up leaves its thread to the others", async () => {
  const given = threads.begin(JUDGING);
  for await (const _judged of given.pass(inPieces("{", 1)));
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
