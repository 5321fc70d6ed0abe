import { createRequire } from "node:module";
import { readConfig } from "#gateway/config.ts";
import { openTelemetry } from "#gateway/operations/open-telemetry.ts";
import { pino } from "pino";
import { expect, test } from "vitest";

const { cache } = createRequire(import.meta.url);
const loaded = () => Object.keys(cache).filter((path) => path.includes("@opentelemetry"));
const log = pino({ level: "silent" });

// In this order and in one test: what has been loaded stays loaded.
test("the trace library is loaded where a collector is named, and nowhere else", async () => {
  const without = readConfig({});
  expect(without.tracing).toBeNull();
  const off = await openTelemetry(without, "1", "pglite", log);
  expect(off.tracing).toBeNull();
  // The metrics' library brings the types of the API, which are no trace of ours.
  expect(loaded().filter((path) => path.includes("sdk-trace"))).toEqual([]);

  const named = readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" });
  const on = await openTelemetry(named, "1", "pglite", log);
  expect(on.tracing).not.toBeNull();
  expect(loaded().filter((path) => path.includes("sdk-trace"))).not.toEqual([]);
  await on.tracing?.close();
});
