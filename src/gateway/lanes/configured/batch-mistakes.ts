import { ADAPTER_TERMS } from "./adapter-terms.ts";
import type { LaneEntry } from "./lanes-file.ts";

/** Reports what a lane says of batches that its kind has no use for, or that is more than its provider takes. */
export function checkBatchTerms(
  lane: LaneEntry,
  path: string,
  report: (path: string, message: string) => void,
): void {
  const { adapter, batch, expected, completion_window } = lane;
  const known = ADAPTER_TERMS[adapter].batch;
  if (known === null) {
    const onlyBatches = `a lane of the kind ${adapter} is handed no batches; leave it out`;
    if (batch !== undefined) report(`${path}.batch`, onlyBatches);
    if (completion_window !== undefined) report(`${path}.completion_window`, onlyBatches);
    if (expected?.turnaround_ms !== undefined)
      report(`${path}.expected.turnaround_ms`, onlyBatches);
    if (expected !== undefined && expected.latency_ms === undefined)
      report(`${path}.expected.latency_ms`, "Expected median and p95, in milliseconds");
    return;
  }
  const { max_items = 0, max_bytes = 0, endpoints = [] } = batch ?? {};
  const tooMuch = (limit: number): string => `the provider takes no more than ${limit}`;
  if (max_items > known.items) report(`${path}.batch.max_items`, tooMuch(known.items));
  if (max_bytes > known.bytes) report(`${path}.batch.max_bytes`, tooMuch(known.bytes));
  if (endpoints.some((endpoint) => !known.endpoints.includes(endpoint)))
    report(`${path}.batch.endpoints`, `the batches of a lane of the kind ${adapter} name none`);
}
