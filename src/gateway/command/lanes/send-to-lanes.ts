import type { LaneCheck } from "#contract/local.ts";
import { checkLane } from "../../lanes/check/check-lane.ts";
import {
  type CheckableLane,
  costsMoney,
  type OfferedModel,
} from "../../lanes/check/checkable-lanes.ts";
import type { CommandOutput } from "../run-command.ts";

/** A lane and the model that it is asked for: its first one. */
interface Asked {
  checked: CheckableLane;
  offered: OfferedModel;
}

/**
 * Sends one item to each of the lanes at the same time, each once, after a first line on what that costs; a line for each as it
 * comes back, or JSON at the end. 1 when one of them failed or could not be asked.
 */
export async function sendToLanes(
  output: CommandOutput,
  lanes: readonly CheckableLane[],
  isJson: boolean,
): Promise<number> {
  const asked = lanes.flatMap((checked) => {
    const [offered] = checked.models;
    return offered === undefined ? [] : [{ checked, offered }];
  });
  // What is printed as JSON must be JSON and nothing else.
  const warn = isJson ? output.complain : output.say;
  for (const line of warningLines(asked)) warn(line);
  const signal = new AbortController().signal;
  const checks = await Promise.all(
    asked.map(async ({ checked, offered }) => {
      const check = await checkLane(checked, offered, signal);
      const { lane_id, adapter } = checked.entry;
      const name = adapter === "sandbox" ? `${lane_id} (sandbox)` : lane_id;
      if (!isJson) output.say(lineOf(name, check));
      return { lane_id, adapter, ...check };
    }),
  );
  if (isJson) output.say(JSON.stringify({ checks }, null, 2));
  const unasked = lanes.filter(({ models }) => models.length === 0);
  for (const { entry } of unasked) output.complain(`✗ ${entry.lane_id}: it offers no model.`);
  return unasked.length === 0 && checks.every(({ ok }) => ok) ? 0 : 1;
}

function warningLines(asked: readonly Asked[]): string[] {
  const paid = asked
    .filter(({ checked, offered }) => costsMoney(checked.entry, offered))
    .map(({ checked }) => checked.entry.lane_id);
  if (paid.length === 0) return ["This costs nothing: no lane that is sent an item has a price."];
  return [
    `This costs real money: ${paid.join(", ")} ${paid.length === 1 ? "has" : "have"} a price.`,
    "One small item goes to each, a few dozen tokens; none is sent twice.",
  ];
}

function lineOf(name: string, check: LaneCheck): string {
  const { model, duration_ms, status_code, failure } = check;
  const status = status_code === null ? "no HTTP status" : `HTTP ${status_code}`;
  if (failure !== null) {
    const fix = failure.fix === null ? "" : ` ${failure.fix}`;
    const what = check.is_probe === true ? "listing its batches" : model;
    return `✗ ${name}: ${what} failed after ${duration_ms} ms, ${status}, ${failure.code}. ${failure.message}${fix}`;
  }
  if (check.is_probe === true)
    return `✓ ${name}: its batches could be listed in ${duration_ms} ms, ${status}; nothing was sent to a model`;
  return `✓ ${name}: ${model} answered in ${duration_ms} ms, ${status}${usageWords(check)}; ${excerptWords(check)}`;
}

function usageWords({ usage, cost }: LaneCheck): string {
  if (usage === null) return "";
  const { input_tokens, output_tokens, is_estimated } = usage;
  const how = is_estimated ? "estimated, since the provider counted none" : "counted";
  const price = cost === null ? "" : `; $${cost.amount} at the lane's prices`;
  return `; ${input_tokens} tokens in, ${output_tokens} out (${how})${price}`;
}

function excerptWords({ answer_excerpt }: LaneCheck): string {
  return answer_excerpt === null ? "it has no text" : `“${answer_excerpt}”`;
}
