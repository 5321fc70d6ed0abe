import { formatClock } from "../../../format/durations.ts";
import { formatMoney } from "../../../format/money.ts";
import { spacedFingerprint } from "../fingerprint.ts";
import { batchParts, billParts, quoteParts } from "./batch-parts.ts";
import { outcomeSentence, reportCalls, type ReportSource, reportSteps } from "./report-facts.ts";
import type { ReportPart } from "./report-part.ts";

/** A report before it is written as a file. */
export interface ReportDocument {
  title: string;
  /** How it ended, in a sentence. */
  lead: string;
  parts: readonly ReportPart[];
}

/** Calls that nobody reads to the end on paper. */
const MOST_CALLS = 200;

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
