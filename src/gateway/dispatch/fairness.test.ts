import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { OrgId } from "#contract/primitives.ts";
import { artifactIds, deferred, items, submit, untilBatch } from "./test-batches.ts";
import { createTestDispatch, oddAnswer, type TestDispatch } from "./test-dispatch.ts";

let gateway: TestDispatch;
beforeAll(async () => {
  gateway = await createTestDispatch();
});
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

const ENDLESS = "without end";
const LARGE = 400;
/** Served by other lanes than the items that have no end. */
const OTHER_MODEL = "claude-haiku-5-5";

/** Four batches whose items are not answered before `untilReleased` resolves; `onOther` is told of each item that is none of them. */
async function submitEndless(
  org_id: OrgId,
  untilReleased: () => Promise<void>,
  onOther: () => unknown = () => {},
): Promise<void> {
  gateway.setScript(async (request) => {
    if (request.prompt_text.includes(ENDLESS)) await untilReleased();
    else onOther();
    return oddAnswer(request);
  });
  for (let batch = 0; batch < 4; batch += 1)
    await submit(
      gateway,
      org_id,
      items(LARGE, () => ENDLESS),
    );
}

const ten = (model: string) => items(10).map((item) => ({ ...item, model }));

test("four batches of one org that do not end hold up none of many other orgs, nor a small batch on other lanes", async () => {
  const gate = deferred();
  await submitEndless(await gateway.newOrg(), () => gate.promise);
  gateway.addWorker();
  const small: { org_id: OrgId; id: string }[] = [];
  for (let org = 0; org < 12; org += 1) {
    const org_id = await gateway.newOrg();
    small.push({ org_id, id: (await submit(gateway, org_id, ten(OTHER_MODEL))).id });
  }
  for (const { org_id, id } of small) {
    await untilBatch(gateway, org_id, id, ({ status }) => status === "completed");
    expect((await artifactIds(gateway, id)).output).toHaveLength(10);
  }
  gate.resolve();
});

test("on the lane that a large org fills, a small batch of another gets every second slot that comes free", async () => {
  const held: (() => void)[] = [];
  const answered: true[] = [];
  const big = await gateway.newOrg();
  await submitEndless(
    big,
    () => new Promise((resolve) => held.push(resolve)),
    () => answered.push(true),
  );
  gateway.addWorker();
  await vi.waitUntil(() => held.length === 8, { timeout: 20_000 });

  const org_id = await gateway.newOrg();
  const { id } = await submit(gateway, org_id, items(10));
  await untilBatch(gateway, org_id, id, ({ running_items }) => running_items === 10);
  let released = 0;
  while (answered.length < 10) {
    held.shift()?.();
    released += 1;
    // The slot is taken again, by the large org at the latest once a small item has been answered on it.
    await vi.waitUntil(() => held.length === 8 || answered.length === 10, {
      timeout: 20_000,
      interval: 1,
    });
  }
  expect(released).toBeLessThan(30);
  await untilBatch(gateway, org_id, id, ({ status }) => status === "completed");
  for (const release of held.splice(0)) release();
});
