import type { Registry } from "prom-client";

const PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
const OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/** The metrics as text in the format that `accept` asks for: OpenMetrics where that is named, else Prometheus's own. */
export async function expose(
  registry: Registry,
  accept: string | null,
): Promise<{ contentType: string; text: string }> {
  const text = await registry.metrics();
  const wantsOpenMetrics = /(?:^|,)\s*application\/openmetrics-text\b/i.test(accept ?? "");
  return wantsOpenMetrics
    ? { contentType: OPEN_METRICS, text: toOpenMetrics(text) }
    : { contentType: PROMETHEUS, text };
}

/**
 * The library can write OpenMetrics too, but renames its counters for good when it does, so that the next scrape in the
 * other format has lost their `_total`. The formats differ in little: a counter's family has no `_total`, a bucket's
 * bound is a float, there are no blank lines, and the end is marked.
 */
function toOpenMetrics(text: string): string {
  const lines = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(/^(# (?:HELP|TYPE) \w+?)_total /, "$1 "))
    .map((line) => line.replace(/(?<=[{,]le=")(\d+)(?=")/, "$1.0"));
  return `${lines.join("\n")}\n# EOF\n`;
}
