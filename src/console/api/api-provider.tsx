import { createClient, type Client } from "#contract/client.ts";
import type { Endpoint } from "#contract/endpoint.ts";
import { createContext, use, useLayoutEffect, useMemo, type ReactNode } from "react";
import { getCredentials } from "../environments/credentials.ts";
import { useEnvironments } from "../environments/environment-store.ts";
import type { Environment } from "../environments/environment.ts";
import { noteGatewayClock, showClockOf } from "./gateway-clock.ts";
import { noteInstance } from "../environments/instance-memory.ts";
import { recordExchange } from "./ledger.ts";

interface Api {
  client: Client;
  environment: Environment;
}

const ApiContext = createContext<Api | null>(null);

/** The key where a key may be used, as an agent would; the session for what only a person does, and until there is a key. */
function credentialFor(environmentId: string, endpoint: Endpoint): string | undefined {
  const { api_key, session_token } = getCredentials(environmentId);
  return endpoint.auth.kind === "session" ? session_token : (api_key ?? session_token);
}

const clients = new Map<string, Client>();

/** One client an environment for the life of the tab, so that the numbers in its ledger never repeat. */
export function clientOf(environment: Environment): Client {
  let client = clients.get(environment.id);
  if (client === undefined) {
    client = createClient({
      baseUrl: environment.baseUrl,
      credential: (endpoint) => credentialFor(environment.id, endpoint),
      onExchange: (exchange) => {
        recordExchange(environment.id, exchange);
        noteGatewayClock(environment.id, exchange);
        noteInstance(environment.id, exchange);
      },
    });
    clients.set(environment.id, client);
  }
  return client;
}

export function ApiProvider({ children }: { children: ReactNode }) {
  const { selected } = useEnvironments();
  useLayoutEffect(() => showClockOf(selected.id), [selected.id]);
  const api = useMemo(() => ({ client: clientOf(selected), environment: selected }), [selected]);
  return <ApiContext value={api}>{children}</ApiContext>;
}

/** The client of the selected environment, and the environment. */
export function useApi(): Api {
  const api = use(ApiContext);
  if (api === null) throw new Error("useApi outside of ApiProvider");
  return api;
}
