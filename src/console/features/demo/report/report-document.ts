import { formatClock, formatDuration } from "../../../format/durations.ts";
import { formatMoney } from "../../../format/money.ts";
import { plural } from "../../../format/plural.ts";
import { spacedFingerprint } from "../fingerprint.ts";
import {
  failureGroups,
  outcomeSentence,
  reportCalls,
  type ReportSource,
  reportSteps,
} from "./report-facts.ts";

/** A part of a report, in the few forms that both HTML and Markdown have. */
export type ReportPart =
  | { kind: "heading"; text: string }
  | { kind: "text"; text: string }
  | { kind: "facts"; rows: readonly (readonly [string, string])[] }
  | { kind: "table"; label: string; head: readonly string[]; rows: readonly (readonly string[])[] }
  | { kind: "timeline" };

/** A report before it is written as a file. */
export interface ReportDocument {
  title: string;
  /** How it ended, in a sentence. */
  lead: string;
  parts: readonly ReportPart[];
}

/** Rows of lists that nobody reads to the end on paper. */
const MOST_CALLS = 200;
const MOST_FAILURES = 50;

function firstFacts({
  environment,
  gatewayVersion,
  madeAt,
  batch,
  play,
}: ReportSource): ReportPart {
  const rows: [string, string][] = [
    ["Environment", `${environment.name} (${environment.origin})`],
    ["Gateway", `version ${gatewayVersion}`],
  ];
  if (play !== undefined) {
    rows.push(["Scenario", play.show.scenario], ["Seed", String(play.show.seed)]);
    if (play.started_at !== null) rows.push(["Began", play.started_at]);
    if (play.fingerprint !== null) {
      const again = play.isAsBefore === true ? ", the same as the time before" : "";
      rows.push(["Fingerprint", spacedFingerprint(play.fingerprint) + again]);
    }
  }
  rows.push(["Batch", batch.batch.id], ["Written", madeAt]);
  return { kind: "facts", rows };
}

function stepParts({ play }: ReportSource): ReportPart[] {
  if (play === undefined) return [];
  return [
    { kind: "heading", text: "Steps" },
    {
      kind: "table",
      label: "Steps",
      head: ["Step", "Time", "Call", "What came of it", "Ids"],
      rows: reportSteps(play).map(({ title, sinceStartMs, call, outcome, ids }) => [
        title,
        `T+${formatClock(sinceStartMs)}`,
        call ?? "",
        outcome,
        ids.join(" "),
      ]),
    },
  ];
}

function quoteParts({ batch: { quote } }: ReportSource): ReportPart[] {
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

function batchParts({ batch: { batch, rows, isCut } }: ReportSource): ReportPart[] {
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

function billParts({ batch: { bill } }: ReportSource): ReportPart[] {
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

function webhookParts({ batch, run, play }: ReportSource): ReportPart[] {
  const deliveries = [...batch.deliveries, ...(run?.deliveries ?? [])];
  if (deliveries.length === 0) return [];
  const isValid = play?.facts.is_signature_valid;
  return [
    { kind: "heading", text: "Webhooks" },
    {
      kind: "table",
      label: "Deliveries",
      head: ["Event", "Delivery", "Status", "Attempts", "Last answer"],
      rows: deliveries.map(({ type, id, status, attempts }) => [
        type,
        id,
        status,
        String(attempts.length),
        String(attempts.at(-1)?.status_code ?? "none"),
      ]),
    },
    ...(isValid === undefined
      ? []
      : ([
          {
            kind: "text",
            text: isValid
              ? "The batch's delivery was checked: its signature holds by both schemes."
              : "The batch's delivery was checked: its signature does not hold.",
          },
        ] satisfies ReportPart[])),
  ];
}

function runParts({ run }: ReportSource): ReportPart[] {
  if (run === undefined) return [];
  const { id, status, created_at, completed_at, output } = run.run;
  return [
    { kind: "heading", text: "Agent run" },
    {
      kind: "facts",
      rows: [
        ["Run", id],
        ["Status", status],
        ["Began", created_at],
        ["Ended", completed_at ?? "not yet"],
        ["Cost", output === null ? "none" : formatMoney(output.cost)],
      ],
    },
  ];
}

function callParts({ calls }: ReportSource): ReportPart[] {
  const lines = reportCalls(calls);
  if (lines.length === 0) return [];
  const shown = lines.slice(0, MOST_CALLS);
  return [
    { kind: "heading", text: "Calls" },
    {
      kind: "text",
      text:
        lines.length > shown.length
          ? `The first ${shown.length} of ${lines.length}; secrets are replaced.`
          : "In order; repeated reads are one line; secrets are replaced.",
    },
    {
      kind: "table",
      label: "Calls",
      head: ["Method", "Path", "Answer", "Times"],
      rows: shown.map(({ method, path, status, times }) => [method, path, status, String(times)]),
    },
  ];
}

/** The report on a batch, and on the play that it is of: facts alone, no prompt, no answer, no secret. */
export function reportDocument(source: ReportSource): ReportDocument {
  const name = source.batch.batch.metadata["name"];
  return {
    title: name === undefined ? `Batch ${source.batch.batch.id}` : name,
    lead: outcomeSentence(source.batch),
    parts: [
      firstFacts(source),
      ...stepParts(source),
      ...quoteParts(source),
      ...batchParts(source),
      ...billParts(source),
      ...webhookParts(source),
      ...runParts(source),
      ...callParts(source),
    ],
  };
}
