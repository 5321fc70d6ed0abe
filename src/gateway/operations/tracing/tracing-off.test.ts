import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const OPEN_TELEMETRY = new URL("../open-telemetry.ts", import.meta.url).href;
const CONFIG = new URL("../../config.ts", import.meta.url).href;
const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

/** A process that opens the telemetry for these variables and tells what of the trace library it has loaded then. */
const SCRIPT = `
  import { createRequire } from "node:module";
  import { pino } from "pino";
  import { readConfig } from ${JSON.stringify(CONFIG)};
  import { openTelemetry } from ${JSON.stringify(OPEN_TELEMETRY)};
  const config = readConfig(JSON.parse(process.argv[1]));
  const { tracing } = await openTelemetry(config, "1", "pglite", pino({ level: "silent" }));
  const { cache } = createRequire(${JSON.stringify(import.meta.url)});
  const files = Object.keys(cache).filter((path) => path.includes("sdk-trace"));
  console.log(JSON.stringify({ is_on: tracing !== null, files: files.length }));
  await tracing?.close();
`;

async function opened(
  variables: Record<string, string>,
): Promise<{ is_on: boolean; files: number }> {
  const flags = ["--import", "tsx", "--input-type=module", "--eval", SCRIPT];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...flags, JSON.stringify(variables)],
    { cwd: ROOT },
  );
  return JSON.parse(stdout) as { is_on: boolean; files: number }; // as the script above prints it
}

// What has been loaded stays loaded, so each is a process of its own.
test("the trace library is loaded where a collector is named, and nowhere else", async () => {
  expect(await opened({})).toEqual({ is_on: false, files: 0 });
  const on = await opened({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" });
  expect(on.is_on).toBe(true);
  expect(on.files).toBeGreaterThan(0);
});
