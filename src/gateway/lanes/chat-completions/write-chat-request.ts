import { isRecord } from "#contract/manifest/prompt.ts";
import type { LaneRequest } from "../lane.ts";
import type { LaneConnection, UpstreamModel } from "../provider/lane-connection.ts";

export function writeChatRequest(
  request: LaneRequest,
  model: UpstreamModel,
  { output_limit_field }: LaneConnection,
): Record<string, unknown> {
  const { stream: _, stream_options: __, ...body } = isRecord(request.body) ? request.body : {};
  const own = { ...body, model: model.name };
  if (request.format === "openai_batch" || request.max_output_tokens === null) return own;
  return { ...own, [output_limit_field]: request.max_output_tokens };
}
