import { randomUUID } from "node:crypto";
import type { catalog, Health } from "#contract/catalog.ts";
import type { Clock } from "../clock.ts";
import type { Handlers } from "../http/handler.ts";
import { problem } from "../http/problem.ts";
import type { Readiness } from "./readiness.ts";

/** What of health stays the same as long as the process runs. */
export type HealthConstants = Required<
  Pick<Health, "version" | "mode" | "role" | "database" | "storage">
>;

export interface HealthHandlerDependencies {
  constants: HealthConstants;
  clock: Clock;
  instanceId: () => string;
  isDraining: () => boolean;
  readiness: Readiness;
}

/** The part of the contract that every process serves, whatever its role. */
export type HealthEndpoints = Pick<typeof catalog, "health" | "checkLive" | "checkReady">;

/** How soon a probe may ask again, in seconds. */
const RETRY_AFTER_SECONDS = 1;

/** Answers what operators and probes ask. */
export function createHealthHandlers({
  constants,
  clock,
  instanceId,
  isDraining,
  readiness,
}: HealthHandlerDependencies): Handlers<HealthEndpoints> {
  const process_id: string = randomUUID();
  const started_at = clock.now().toISOString();
  return {
    async health() {
      const not_ready_reason = await readiness.reasonAgainst();
      return {
        ...constants,
        status: isDraining() ? "draining" : "ok",
        instance_id: instanceId(),
        process_id,
        live: true,
        ready: not_ready_reason === null,
        not_ready_reason,
        now: clock.now().toISOString(),
        started_at,
      };
    },

    // That this is answered at all is the answer.
    checkLive: async () => ({ live: true }),

    async checkReady() {
      const reason = await readiness.reasonAgainst();
      if (reason !== null) throw problem("overloaded", reason, {}, RETRY_AFTER_SECONDS);
      return { ready: true };
    },
  };
}
