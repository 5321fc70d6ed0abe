import type { Endpoint } from "#contract/endpoint.ts";
import { contract } from "#contract/index.ts";
import { wholeApi } from "#contract/whole-api.ts";
import { createAuthenticator } from "./accounts/authenticate.ts";
import { composeHandlers } from "./compose-handlers.ts";
import { composeRawRoutes } from "./compose-raw-routes.ts";
import { createReset } from "./compose-reset.ts";
import type { AppDependencies, Services } from "./compose-services.ts";
import { composeMetricsRoute, observeRequests } from "./compose-telemetry.ts";
import { createHealthHandlers } from "./health/health-handlers.ts";
import { createReadiness } from "./health/readiness.ts";
import { BodyRoom } from "./http/body-room.ts";
import { createCrossOrigin } from "./http/cross-origin.ts";
import { createHostGuard } from "./http/host-guard.ts";
import { createRouter, type Fetch } from "./http/router.ts";
import { RenderedAnswers } from "./http/rendered-answers.ts";
import { Turns } from "./http/turns.ts";
import { BODY_ROOM_BYTES } from "./overload-limits.ts";
import { servesApi } from "./process-role.ts";
import type { JobWorker } from "./queue/worker.ts";
import { keyUsedAt, momentHeaders, takeTurn } from "./rehearsal/rehearsed-requests.ts";

/** What every process serves, whatever its role. */
const PROBES = {
  catalog: {
    health: contract.catalog.health,
    checkLive: contract.catalog.checkLive,
    checkReady: contract.catalog.checkReady,
  },
};

const TOO_MANY_REQUESTS =
  "The gateway is answering as many requests as it takes at a time; repeat this one in a moment.";

/** What the routes need of the app beside its services. */
interface RouterParts {
  worker: JobWorker;
  /** Plans what recurs. */
  plan: () => Promise<void>;
  isDraining: () => boolean;
}

/** The whole API, or of a process that only runs jobs what probes ask. */
export function composeRouter(
  dependencies: AppDependencies,
  services: Services,
  { worker, plan, isDraining }: RouterParts,
): Fetch {
  const { clock, config, database, installation, log, stage, storageKind, version } = dependencies;
  const { mode, role } = config;
  const instanceId = (): string => installation.instanceId();
  const health = createHealthHandlers({
    constants: { version, mode, role, database: database.engine, storage: storageKind },
    clock,
    instanceId,
    isDraining,
    readiness: createReadiness({ database, isDraining }),
  });
  // Who has come once by https never comes by http again; the proxy in front ends the TLS.
  const transport: Readonly<Record<string, string>> =
    mode === "hosted" && config.publicUrl.startsWith("https:")
      ? { "strict-transport-security": "max-age=31536000; includeSubDomains" }
      : {};
  const ground = {
    database,
    authenticate: createAuthenticator(database, clock, (method) => keyUsedAt(stage, method)),
    takeTurn: (endpoint: Endpoint) => takeTurn(stage, endpoint),
    momentHeaders: () => Object.assign({}, transport, momentHeaders(stage)),
    idempotency: services.idempotency,
    rateLimits: services.rateLimits,
    requests: new Turns({
      concurrent: config.overload.requests,
      waiting: 0,
      message: TOO_MANY_REQUESTS,
    }),
    bodies: new BodyRoom(BODY_ROOM_BYTES),
    rendered: new RenderedAnswers(),
    ratePolicies: ratePoliciesOf(config.rateLimits),
    log,
    observe: observeRequests(dependencies),
    isLocal: mode === "local",
    crossOrigin: createCrossOrigin(config.allowedOrigins),
    guardHost: mode === "local" ? createHostGuard(config) : null,
    trustsProxy: config.trustsProxy,
    isDraining,
    instanceId,
    throwUnexpected: dependencies.throwUnexpected,
  };
  if (!servesApi(role)) {
    const handlers = { catalog: health };
    const rawRoutes = [composeMetricsRoute(dependencies)];
    return createRouter({ ...ground, tree: PROBES, handlers, rawRoutes, console: null });
  }
  // After a reset nothing of before is here any more: for a client that is another gateway.
  const renewInstance = (): Promise<void> => installation.renew();
  const reset = createReset(dependencies, { worker, plan, renewInstance });
  return createRouter({
    ...ground,
    tree: wholeApi,
    handlers: composeHandlers(dependencies, services, { health, reset }),
    rawRoutes: composeRawRoutes(dependencies),
    console: dependencies.console,
  });
}

function ratePoliciesOf({ principal, address, sign_in }: AppDependencies["config"]["rateLimits"]) {
  return {
    principal: { name: "principal", requests: principal },
    address: { name: "address", requests: address },
    sign_in: { name: "sign_in", requests: sign_in },
  } as const;
}
