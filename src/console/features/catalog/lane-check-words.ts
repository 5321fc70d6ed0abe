import type { LaneCheck } from "#contract/local.ts";
import { formatDuration } from "../../format/durations.ts";
import { formatMoney } from "../../format/money.ts";
import { plural } from "../../format/plural.ts";

/** The outcome in a few words: `Answered in 412 ms`, `Reached in 90 ms` where no model was asked, `Failed after 31 ms`. */
export function outcomeTitle({ ok, is_probe, duration_ms }: LaneCheck): string {
  const time = formatDuration(duration_ms);
  if (ok && is_probe === true) return `Reached in ${time}`;
  return ok ? `Answered in ${time}` : `Failed after ${time}`;
}

/** What the call was and took, as short facts: status, model, tokens, cost; those that are not known are left out. */
export function outcomeFacts({ status_code, is_probe, model, usage, cost }: LaneCheck): string[] {
  const status = status_code === null ? "no HTTP status" : `HTTP ${status_code}`;
  const facts = is_probe === true ? [status] : [status, model];
  if (usage !== null) {
    const { input_tokens, output_tokens, is_estimated } = usage;
    const how = is_estimated ? "estimated" : "counted";
    facts.push(`${plural(input_tokens, "token")} in, ${output_tokens} out, ${how}`);
  }
  if (cost !== null) facts.push(`${formatMoney(cost, { exact: true })} at the lane's prices`);
  return facts;
}
