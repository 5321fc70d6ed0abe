import type { Logger } from "pino";

/** What the line says of a request. */
export interface LoggedRequest {
  request_id: string;
  method: string;
  /** The route's pattern, never the address: an address may carry a token. */
  route: string;
  org_id: string | null;
  startedAt: number;
  status: number;
  /** Of the body; null where that is not known beforehand. */
  bytes: number | null;
}

/** Writes the one line of a request: what was asked of which route, and what became of it. No body, query or header. */
export function logRequest(log: Logger, request: LoggedRequest): void {
  const line = {
    request_id: request.request_id,
    method: request.method,
    route: request.route,
    status: request.status,
    ms: Math.round((performance.now() - request.startedAt) * 10) / 10,
    bytes: request.bytes,
    org_id: request.org_id,
  };
  if (request.status >= 500) log.warn(line, "request");
  else log.info(line, "request");
}
