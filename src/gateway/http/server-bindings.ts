import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";

/** The part of what the Node server hands in beside a request that is used here; absent in tests. */
export interface ServerBindings {
  incoming?: { socket: { remoteAddress?: string | undefined } };
  outgoing?: { destroy(): unknown };
}

/** The address that a request came from; behind a trusted proxy the last one that it added. */
export function clientAddress(
  request: Request,
  bindings: ServerBindings,
  trustsProxy: boolean,
): string {
  const forwarded = trustsProxy
    ? request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim()
    : undefined;
  return forwarded ?? bindings.incoming?.socket.remoteAddress ?? "unknown";
}

/** A way to break the connection instead of answering; undefined where there is no connection. */
export function connectionBreaker({ outgoing }: ServerBindings): (() => Response) | undefined {
  if (outgoing === undefined) return undefined;
  return () => {
    outgoing.destroy();
    return RESPONSE_ALREADY_SENT;
  };
}
