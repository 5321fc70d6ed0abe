import { afterAll, beforeAll, beforeEach } from "vitest";
import type { OrgId } from "#contract/primitives.ts";
import type { BatchLane } from "#gateway/lanes/batch-lane.ts";
import type { JobWorker } from "#gateway/queue/worker.ts";
import { getBatch } from "../test-batches.ts";
import { createTestDispatch, type TestDispatch } from "../test-dispatch.ts";
import { TestUpstream } from "./test-upstream.ts";

/** Made before the first test, and emptied before each. */
export let gateway: TestDispatch;
/** The provider, and whose batches it gets; anew for each test. */
export let upstream: TestUpstream;
export let org_id: OrgId;

/** To be called once by a test file: gives its tests the gateway and the provider. */
export function prepareTestUpstream(): void {
  beforeAll(async () => {
    gateway = await createTestDispatch();
  });
  beforeEach(async () => {
    await gateway.reset();
    upstream = new TestUpstream();
    org_id = await gateway.newOrg();
  });
  afterAll(() => gateway.close());
}

export const MINUTE_MS = 60_000;
export const WAITS = { kind: "working", counts: { total: 3, completed: 1, failed: 0 } } as const;

/** A worker to whom the lane named first on the ladder, or another one, takes whole batches. */
export function addWorker(changes: Partial<BatchLane> = {}): JobWorker {
  const lane = upstream.lane(changes);
  return gateway.addWorker({ lanes: gateway.lanesWith(lane) });
}

/** Lets so many looks at the provider come and go. */
export async function pass(worker: JobWorker, looks = 1): Promise<void> {
  for (let look = 0; look < looks; look += 1) {
    await worker.whenIdle();
    gateway.advance(MINUTE_MS);
    worker.wake();
  }
  await worker.whenIdle();
}

export const get = (id: string) => getBatch(gateway, org_id, id);
export const idsOf = (count: number) => Array.from({ length: count }, (_, at) => `item-${at}`);
