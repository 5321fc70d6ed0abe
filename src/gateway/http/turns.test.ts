import { expect, test } from "vitest";
import { Problem } from "./problem.ts";
import { Turns } from "./turns.ts";

const options = { concurrent: 2, waiting: 1, message: "Too many at once." };

test("does so many at a time, keeps so many waiting in their order, and refuses the rest with a time to come back", async () => {
  const turns = new Turns(options);
  const leave = await turns.enter();
  await turns.enter();
  const waiting = turns.enter();
  const refused: unknown = await turns.enter().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Problem);
  expect(refused).toMatchObject({ code: "overloaded", message: "Too many at once." });
  expect((refused as Problem).retryAfterSeconds).toBeGreaterThanOrEqual(1);
  leave();
  leave();
  (await waiting)();
  (await turns.enter())();
});

test("who goes away while it waits takes no turn", async () => {
  const turns = new Turns({ ...options, concurrent: 1 });
  const leave = await turns.enter();
  const going = new AbortController();
  const gone = turns.enter(going.signal);
  going.abort(new Error("gone"));
  await expect(gone).rejects.toThrow("gone");
  const next = turns.enter();
  leave();
  (await next)();
});

test("work that fails ends its turn", async () => {
  const turns = new Turns({ ...options, concurrent: 1, waiting: 0 });
  const failing = turns.run(() => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  await expect(turns.run(async () => "yes")).resolves.toBe("yes");
});
