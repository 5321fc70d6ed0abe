import type { BatchEvidence } from "../collect-evidence.ts";
import { formatDuration } from "../../../format/durations.ts";
import { escapeHtml } from "./escape-html.ts";
import { reportStages } from "./report-facts.ts";

const WIDTH = 760;
const LEFT = 150;
const ROW = 22;
const TOP = 8;
const LEAST_PX = 2;

/** Greys that a printer tells apart; how it ended is said in words beside it. */
const STAGE_FILL = "#5b6fd6";
const RECEIPT_FILLS: Record<string, string> = {
  done: "#14805a",
  climbed: "#a96700",
  failed: "#c72f2f",
};
const OTHER_FILL = "#83837a";

interface Bar {
  label: string;
  fromMs: number;
  toMs: number;
  fill: string;
  title: string;
}

function barsOf(evidence: BatchEvidence): Bar[] {
  const stages = reportStages(evidence).map(({ status, fromMs, toMs }) => ({
    label: status,
    fromMs,
    toMs,
    fill: STAGE_FILL,
    title: `${status}, ${formatDuration(toMs - fromMs)}`,
  }));
  const units = evidence.receipts.map((receipt) => ({
    label: receipt.lane_id,
    fromMs: Date.parse(receipt.started_at),
    toMs: Date.parse(receipt.ended_at),
    fill: RECEIPT_FILLS[receipt.outcome] ?? OTHER_FILL,
    title: `${receipt.items} items on ${receipt.lane_id}: ${receipt.outcome}`,
  }));
  const deliveries = evidence.deliveries.flatMap(({ attempts, type }) =>
    attempts.map((attempt) => ({
      label: type,
      fromMs: Date.parse(attempt.at),
      toMs: Date.parse(attempt.at) + attempt.duration_ms,
      fill: attempt.status_code !== null && attempt.status_code < 300 ? "#14805a" : "#c72f2f",
      title: `attempt ${attempt.number}: ${attempt.status_code ?? "no answer"}`,
    })),
  );
  return [...stages, ...units, ...deliveries];
}

/** The stages of a batch, its units of work and its deliveries on one axis, as SVG that needs nothing beside it. */
export function timelinePicture(evidence: BatchEvidence): string {
  const bars = barsOf(evidence).filter(
    ({ fromMs, toMs }) => Number.isFinite(fromMs) && Number.isFinite(toMs),
  );
  if (bars.length === 0) return "";
  const fromMs = Math.min(...bars.map((bar) => bar.fromMs));
  const toMs = Math.max(...bars.map((bar) => bar.toMs), fromMs + 1);
  const scale = (WIDTH - LEFT - 8) / (toMs - fromMs);
  const labels = [...new Set(bars.map(({ label }) => label))];
  const height = TOP + labels.length * ROW + 22;
  const names = labels.map(
    (label, index) =>
      `<text x="${LEFT - 10}" y="${TOP + index * ROW + 14}" text-anchor="end">${escapeHtml(label)}</text>`,
  );
  const shapes = bars.map((bar) => {
    const y = TOP + labels.indexOf(bar.label) * ROW;
    const x = LEFT + (bar.fromMs - fromMs) * scale;
    const width = Math.max(LEAST_PX, (bar.toMs - bar.fromMs) * scale);
    return `<rect x="${x.toFixed(1)}" y="${y + 4}" width="${width.toFixed(1)}" height="12" rx="2" fill="${bar.fill}"><title>${escapeHtml(bar.title)}</title></rect>`;
  });
  const bottom = height - 6;
  return [
    `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Timeline of the batch, ${escapeHtml(formatDuration(toMs - fromMs))} in all" width="100%">`,
    `<line x1="${LEFT}" x2="${WIDTH - 8}" y1="${height - 20}" y2="${height - 20}" stroke="#cbcbc3"/>`,
    ...names,
    ...shapes,
    `<text x="${LEFT}" y="${bottom}">T+0</text>`,
    `<text x="${WIDTH - 8}" y="${bottom}" text-anchor="end">T+${escapeHtml(formatDuration(toMs - fromMs))}</text>`,
    "</svg>",
  ].join("");
}
