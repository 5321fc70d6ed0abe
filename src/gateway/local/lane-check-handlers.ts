import type { Contract } from "#contract/index.ts";
import type { Handlers } from "../http/handler.ts";
import { problem } from "../http/problem.ts";
import type { Turns } from "../http/turns.ts";
import type { CheckableLane, OfferedModel } from "../lanes/check/checkable-lanes.ts";
import { checkLane } from "../lanes/check/check-lane.ts";

type LaneCheckHandlers = Pick<Handlers<Contract["local"]>, "checkLane">;

/** Answers the endpoint that sends one item to a lane; a client that goes away ends its call, waiting or under way. */
export function createLaneCheckHandlers(
  lanes: ReadonlyMap<string, CheckableLane>,
  turns: Turns,
): LaneCheckHandlers {
  return {
    async checkLane({ params: { lane_id }, body, request: { signal } }) {
      const lane = lanes.get(lane_id);
      if (lane === undefined)
        throw problem("not_found", `There is no lane ${JSON.stringify(lane_id)}.`);
      const offered = offeredModel(lane, body.model);
      return turns.run(() => checkLane(lane, offered, signal), signal);
    },
  };
}

function offeredModel({ entry, models }: CheckableLane, name: string | undefined): OfferedModel {
  const found =
    name === undefined
      ? models[0]
      : models.find(({ model }) => model.slug === name || model.aliases.includes(name));
  if (found !== undefined) return found;
  const message =
    models.length === 0
      ? `${entry.lane_id} offers no model that could be asked.`
      : `${entry.lane_id} does not offer ${JSON.stringify(name)}; it has ${models.map(({ model }) => model.slug).join(", ")}.`;
  throw problem("invalid_request", message, { issues: [{ path: "body.model", message }] });
}
