import type { Exchange } from "#contract/client.ts";
import { endpointName } from "#contract/endpoint.ts";
import { contract } from "#contract/index.ts";

/** A kept call for tests: a GET of a batch that was answered with 200, and what `change` says otherwise. */
export function testExchange(change: Partial<Exchange> = {}): Exchange {
  const path = change.path ?? "/v1/batches/bat_01kaw6t9h3n8c5x7m2qd";
  return {
    number: 1,
    endpoint: endpointName(contract.batches.get),
    method: "GET",
    path,
    url: path,
    request_headers: { accept: "application/json" },
    request_body: null,
    status: 200,
    response_headers: { "content-type": "application/json" },
    response_body: null,
    response_bytes: 0,
    request_id: null,
    idempotency_key: null,
    started_at: new Date("2026-11-25T01:12:04.000Z"),
    duration_ms: 14,
    off_contract: [],
    failure: null,
    ...change,
  };
}
