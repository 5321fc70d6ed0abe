import type { FailPlan } from "./fail-plan.ts";
import type { FailPointName } from "./names.ts";

let armed: FailPlan | null = null;

/**
 * An edge at which a process may be made to die, throw or stand still: does nothing until a plan is armed. A build for
 * use has neither this function nor the names; see `withoutFailPoints` in `vite.config.ts`, which needs each call on a
 * line of its own.
 */
export function failPoint(name: FailPointName): void {
  armed?.pass(name);
}

/** From here on fail-points do what the plan says. */
export function armFailPoints(plan: FailPlan): void {
  armed = plan;
}
