import type { Batch, ResultRow } from "#contract/batches.ts";
import { formatCount } from "../../../format/counts.ts";
import { formatDuration } from "../../../format/durations.ts";
import { formatMoney } from "../../../format/money.ts";
import { plural } from "../../../format/plural.ts";
import { type KeyValue, KeyValueList } from "../../../ui/key-value-list.tsx";
import { MonoId } from "../../../ui/mono-id.tsx";
import { readAnswer } from "./answer-reading.ts";
import { itemPlace } from "./item-place.ts";

/** The figures of one item: what it took, what it cost, and which lane served it. */
export function ItemFacts({ batch, row }: { batch: Batch; row: ResultRow }) {
  const { usage, finish, model } = readAnswer(row);
  const items: KeyValue[] = [
    {
      key: "Line of the input",
      value: `${formatCount(itemPlace(row) + 1)} of ${formatCount(batch.item_count)}`,
    },
    ...serviceFacts(row),
  ];
  if (usage !== null) {
    items.push({
      key: "Tokens",
      value: `${formatCount(usage.input)} in, ${formatCount(usage.output)} out`,
    });
  }
  if (model !== null) items.push({ key: "Model of the answer", value: model });
  if (finish !== null) items.push({ key: "Stopped because", value: finish, mono: true });
  if (row.response !== null) {
    items.push({
      key: "Provider's request",
      value: <MonoId id={row.response.request_id} what="provider's request id" />,
    });
  }
  items.push({ key: "Result", value: <MonoId id={row.id} what="result id" /> });
  return <KeyValueList items={items} className="mt-4" />;
}

function serviceFacts({ batchrouter: facts, error }: ResultRow): KeyValue[] {
  if (facts === null) {
    return [{ key: "Lane", value: "No lane is known to have been asked for it." }];
  }
  const { lane_id, provider, model, rung, attempts, latency_ms, cost } = facts;
  return [
    { key: "Lane", value: `${provider} (${lane_id}), ${model}, rung ${rung} of the ladder` },
    { key: "Attempts", value: plural(attempts, "call") },
    { key: "Time", value: `${formatDuration(latency_ms)} from the first attempt to the end` },
    {
      key: "Cost",
      value:
        error === null
          ? `${formatMoney(cost, { exact: true })} without the fee`
          : "Nothing: what fails is not charged",
    },
  ];
}
