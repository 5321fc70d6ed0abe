import { formatDuration } from "../../../format/durations.ts";
import { formatMoney } from "../../../format/money.ts";
import { plural } from "../../../format/plural.ts";
import { failureGroups, type ReportSource } from "./report-facts.ts";
import type { ReportPart } from "./report-part.ts";

/** Causes that nobody reads to the end on paper. */
const MOST_FAILURES = 50;

/** The quote: its terms, and the verdict on each lane. */
export function quoteParts({ batch: { quote } }: ReportSource): ReportPart[] {
  const { pricing_estimate: price } = quote;
  return [
    { kind: "heading", text: "Quote" },
    {
      kind: "facts",
      rows: [
        ["Quote", quote.quote_id],
        ["Work", `${plural(quote.item_count, "item")}, ${quote.models.join(", ")}`],
        ["Terms", `${quote.routing_mode}, ${quote.sla_tier}`],
        ["Ceiling", `${formatMoney(price.total)} (fee ${price.service_fee_percent} %)`],
      ],
    },
    {
      kind: "table",
      label: "Lanes of the quote",
      head: ["Lane", "Model", "Cost", "Rank", "Why not"],
      rows: quote.quote_lanes.map((lane) => [
        lane.lane_id,
        lane.model,
        formatMoney(lane.estimated_cost),
        lane.ladder_rank === null ? "" : String(lane.ladder_rank),
        lane.rejection?.message ?? "",
      ]),
    },
  ];
}

/** The batch: its timeline, its counts, and what failed by cause. */
export function batchParts({ batch: { batch, rows, isCut } }: ReportSource): ReportPart[] {
  const groups = failureGroups(rows);
  const took =
    batch.completed_at === null
      ? "not over"
      : formatDuration(Date.parse(batch.completed_at) - Date.parse(batch.created_at));
  return [
    { kind: "heading", text: "Batch" },
    { kind: "timeline" },
    {
      kind: "facts",
      rows: [
        ["Status", batch.status],
        ["Submitted", batch.created_at],
        ["Ended", batch.completed_at ?? "not yet"],
        ["Took", took],
        ["Answered", `${batch.counts.completed} of ${batch.counts.total}`],
        ["Failed", String(batch.counts.failed)],
        ["Not done", String(batch.counts.cancelled)],
      ],
    },
    ...(groups.length === 0
      ? []
      : ([
          { kind: "heading", text: "Failures by cause" },
          {
            kind: "table",
            label: "Failures by cause",
            head: ["Code", "Items", "Message", "Such as"],
            rows: groups
              .slice(0, MOST_FAILURES)
              .map(({ code, items, message, example }) => [code, String(items), message, example]),
          },
        ] satisfies ReportPart[])),
    ...(isCut
      ? ([{ kind: "text", text: `Of the first ${rows.length} results.` }] satisfies ReportPart[])
      : []),
  ];
}

/** The bill against the quote. */
export function billParts({ batch: { bill } }: ReportSource): ReportPart[] {
  return [
    { kind: "heading", text: "Cost against quote" },
    {
      kind: "table",
      label: "Bill by lane",
      head: ["Lane", "Model", "Items", "Tokens in", "Tokens out", "Cost"],
      rows: bill.lines.map((line) => [
        line.lane_id,
        line.model,
        String(line.items),
        line.input_tokens.toLocaleString("en"),
        line.output_tokens.toLocaleString("en"),
        formatMoney(line.cost),
      ]),
    },
    {
      kind: "facts",
      rows: [
        ["Providers", formatMoney(bill.provider_subtotal)],
        [`Fee, ${bill.service_fee_percent} %`, formatMoney(bill.service_fee)],
        ["Charged", formatMoney(bill.total)],
        ["Quoted", formatMoney(bill.quoted_total)],
        ["Given back", formatMoney(bill.released)],
      ],
    },
  ];
}
