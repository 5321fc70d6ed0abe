import type { Batch, ResultRow, RouteReceipt } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { useEndpoint } from "../../../api/query.ts";
import { formatCount } from "../../../format/counts.ts";
import { formatDuration } from "../../../format/durations.ts";
import { plural } from "../../../format/plural.ts";
import { type KeyValue, KeyValueList } from "../../../ui/key-value-list.tsx";
import { MonoId } from "../../../ui/mono-id.tsx";
import { readAnswer } from "./answer-reading.ts";
import { itemPlace } from "./item-place.ts";

/** The figures of one item, with the unit of work that it was part of. */
export function ItemFacts({ batch, row }: { batch: Batch; row: ResultRow }) {
  const { usage, finish, model } = readAnswer(row);
  const place = itemPlace(row);
  const receipts = useEndpoint(contract.batches.routeReceipts, {
    params: { id: batch.id },
    query: { limit: 100 },
  });
  const own =
    receipts.data?.data.filter(
      ({ first_item, end_item }) => place >= first_item && place < end_item,
    ) ?? [];
  const items: KeyValue[] = [
    {
      key: "Line of the input",
      value: `${formatCount(place + 1)} of ${formatCount(batch.item_count)}`,
    },
  ];
  if (usage !== null) {
    items.push({
      key: "Tokens",
      value: `${formatCount(usage.input)} in, ${formatCount(usage.output)} out`,
    });
  }
  if (model !== null) items.push({ key: "Model", value: model });
  if (finish !== null) items.push({ key: "Stopped because", value: finish, mono: true });
  if (row.response !== null) {
    items.push({
      key: "Provider's request",
      value: <MonoId id={row.response.request_id} what="provider's request id" />,
    });
  }
  items.push({ key: "Result", value: <MonoId id={row.id} what="result id" /> });
  if (own.length > 0) {
    items.push({
      key: "Ran in",
      value: (
        <ul>
          {own.map((receipt) => (
            <li key={receipt.id}>{receiptWords(receipt)}</li>
          ))}
        </ul>
      ),
    });
  }
  return <KeyValueList items={items} className="mt-4" />;
}

function receiptWords(receipt: RouteReceipt): string {
  const { unit, rung, lane_id, items, retries, started_at, ended_at } = receipt;
  const took = formatDuration(Date.parse(ended_at) - Date.parse(started_at));
  const tries = retries === 0 ? "no retries" : plural(retries, "retry", "retries");
  return `unit ${formatCount(unit + 1)}, rung ${rung} on ${lane_id}: ${plural(items, "item")} in ${took}, ${tries}`;
}
