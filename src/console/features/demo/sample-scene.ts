import { contract } from "#contract/index.ts";
import type { InboxId } from "#contract/primitives.ts";
import type { Caller } from "./play-context.ts";

/** What sample work is made with. */
export interface SampleScene extends Caller {
  signal: AbortSignal;
  /** In a rehearsal time is let pass between the pieces, so that there is a history of some days. */
  isRehearsal: boolean;
}

/** Something that was made, and where it is to be seen. */
export interface SampleThing {
  title: string;
  to: string;
}

/** One piece of the work. */
export interface SampleTask {
  title: string;
  make: (scene: SampleScene, made: Made) => Promise<readonly SampleThing[]>;
}

/** What later pieces need of earlier ones. */
export interface Made {
  inbox?: { inbox_id: InboxId; url: string };
}

const HOUR_MS = 3_600_000;

/** Lets hours pass where time is the gateway's own to tell. */
export async function later(scene: SampleScene, hours: number): Promise<void> {
  if (!scene.isRehearsal) return;
  const body = { advance_ms: hours * HOUR_MS };
  await scene.client.call(contract.local.setRehearsal, { body });
}
