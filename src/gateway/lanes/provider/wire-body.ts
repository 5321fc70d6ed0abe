import { LaneFailure, type LaneRequest } from "../lane.ts";
import { toWire } from "../translate/to-wire.ts";
import type { WireBody, WireForm } from "../translate/wire-form.ts";
import type { LaneConnection, UpstreamModel } from "./lane-connection.ts";

/** The provider's model for an item's; `lane_unavailable` where the lane does not have it any more. */
export function upstreamModelOf(
  { model }: Pick<LaneRequest, "model">,
  { upstream_models, display_name }: LaneConnection,
): UpstreamModel {
  const upstream = upstream_models.get(model);
  if (upstream !== undefined) return upstream;
  const message = `${display_name} does not have ${model} any more.`;
  throw new LaneFailure("lane_unavailable", message, { status_code: null });
}

/** An item's request in a provider's form; `invalid_input` with all that the form has no place for. */
export function wireBodyOf(
  request: LaneRequest,
  connection: LaneConnection,
  form: WireForm,
): WireBody {
  const { name, max_output_tokens } = upstreamModelOf(request, connection);
  const { display_name, output_limit_field: chat_limit_field } = connection;
  const wire = toWire(request, { form, model: name, max_output_tokens, chat_limit_field });
  if ("body" in wire) return wire.body;
  const why = wire.inexpressible.map(({ message }) => message).join(" ");
  const message = `${display_name} cannot be asked for this: ${why}`;
  throw new LaneFailure("invalid_input", message, { status_code: null });
}
