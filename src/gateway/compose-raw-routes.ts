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

/** The document is made when it is first asked for: making it takes as long as a tenth of a start. */
function documentRoute({ config, version }: AppDependencies): RawRoute {
  let made: { text: string; etag: string } | undefined;
  const make = (): { text: string; etag: string } => {
    const hasLocal = config.mode === "local";
    const document = openApiDocument({ serverUrl: config.publicUrl, version, hasLocal });
    const text = JSON.stringify(document);
    return { text, etag: entityTag(text) };
  };
  return {
    method: "GET",
    path: "/openapi.json",
    handle({ headers: asked }) {
      made ??= make();
      const { text, etag } = made;
      const headers = { "content-type": "application/json", "cache-control": "no-cache", etag };
      return isMatch(asked.get("if-none-match"), etag)
        ? new Response(null, { status: 304, headers })
        : new Response(text, { headers });
    },
  };
}
