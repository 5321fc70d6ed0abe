import { expect, test } from "vitest";
import { BodyPace } from "./body-pace.ts";

const LIMITS = { graceMs: 60, bytesPerSecond: 1_000, silenceMs: 120 };
const never = new Promise<never>(() => {});
const msOf = async (work: Promise<unknown>) => {
  const startedAt = performance.now();
  await expect(work).rejects.toMatchObject({ code: "invalid_request" });
  return performance.now() - startedAt;
};

test("a chunk that is there is given, whatever was waited before", async () => {
  const pace = new BodyPace(LIMITS);
  await expect(pace.wait(Promise.resolve("chunk"))).resolves.toBe("chunk");
});

test("a body that does not come is given up when the grace is over", async () => {
  expect(await msOf(new BodyPace(LIMITS).wait(never))).toBeGreaterThanOrEqual(59);
});

test("bytes buy time at the least rate, up to the longest silence", async () => {
  const pace = new BodyPace(LIMITS);
  pace.note(30);
  expect(await msOf(pace.wait(never))).toBeGreaterThanOrEqual(89);
  const much = new BodyPace(LIMITS);
  much.note(1_000_000);
  expect(await msOf(much.wait(never))).toBeGreaterThanOrEqual(119);
});

test("time that is waited counts once: a byte now and then does not start it anew", async () => {
  const pace = new BodyPace({ ...LIMITS, silenceMs: 3_600_000 });
  const drip = async (): Promise<never> => {
    for (;;) {
      await pace.wait(new Promise((resolve) => setTimeout(resolve, 20)));
      pace.note(1);
    }
  };
  await expect(drip()).rejects.toMatchObject({ code: "invalid_request" });
});
