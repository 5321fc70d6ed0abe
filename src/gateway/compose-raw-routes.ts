import { setTimeout as delay } from "node:timers/promises";
import { openApiDocument } from "#contract/openapi.ts";
import type { AppDependencies } from "./compose-services.ts";
import { composeMetricsRoute } from "./compose-telemetry.ts";
import { entityTag, isMatch } from "./http/entity-tag.ts";
import type { RawRoute } from "./http/routes.ts";
import { databaseDumpRoute } from "./operations/database-dump-route.ts";
import { createForwarder } from "./local/forwarder.ts";
import { createInboxReceiver } from "./local/inbox-receiver.ts";

/** The routes outside the contract's tree: its document, the metrics, the dump for a backup, and in local mode the webhook inboxes and the forwarder. */
export function composeRawRoutes(dependencies: AppDependencies): RawRoute[] {
  const { clock, config, database, egress, stage } = dependencies;
  const { dumpDatabase, secretKey } = dependencies;
  const always = [documentRoute(dependencies), composeMetricsRoute(dependencies)];
  if (dumpDatabase !== null) always.push(databaseDumpRoute(secretKey, dumpDatabase));
  if (config.mode !== "local") return always;
  const inboxes = createInboxReceiver({
    database,
    clock,
    arrive: async () => stage.current()?.arrive(),
    delay: (ms, signal) => stage.current()?.delay(ms, signal) ?? realDelay(ms, signal),
  });
  return [...always, inboxes, createForwarder({ egress })];
}

async function realDelay(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

function documentRoute({ config, version }: AppDependencies): RawRoute {
  const hasLocal = config.mode === "local";
  const text = JSON.stringify(openApiDocument({ serverUrl: config.publicUrl, version, hasLocal }));
  const headers = {
    "content-type": "application/json",
    "cache-control": "no-cache",
    etag: entityTag(text),
  };
  return {
    method: "GET",
    path: "/openapi.json",
    handle: ({ headers: asked }) =>
      isMatch(asked.get("if-none-match"), headers.etag)
        ? new Response(null, { status: 304, headers })
        : new Response(text, { headers }),
  };
}
