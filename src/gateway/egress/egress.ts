import type { Readable } from "node:stream";
import { egressFailure, toEgressFailure } from "./egress-failure.ts";
import { exchange, keepConnections, type OpenedAnswer, type OpenRequest } from "./exchange.ts";
import { addressesOf, resolveBySystem, type Resolve } from "./resolve-target.ts";
import { startDeadline } from "./deadline.ts";
import { closeStream } from "./streamed-body.ts";
import { parseTarget, type EgressPolicy } from "./target.ts";

export interface SendRequest extends OpenRequest {
  body?: Uint8Array | null;
  /** For the whole exchange, name look-up included. */
  timeoutMs: number;
  maxResponseBytes: number;
  /** What a longer answer means: a failure `too_large`, or only its beginning is kept. */
  whenLarger?: "fail" | "cut";
}

export interface EgressAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
  duration_ms: number;
}

/**
 * The only way out of the gateway. A name is resolved once, every address it has is checked, and the connection goes
 * to a checked address and no other. Redirects are answers like any other, never followed. Failures are `EgressFailure`.
 */
export interface Egress {
  /** Sends a request and reads the whole answer, bounded in time and size. */
  send(request: SendRequest): Promise<EgressAnswer>;
  /** Sends a request and gives the answer as soon as its head is there. */
  open(request: OpenRequest): Promise<OpenedAnswer>;
}

export interface EgressOptions extends EgressPolicy {
  /** All addresses of a name; the system's resolver unless a test has its own. */
  resolve?: Resolve;
  /** Whether connections are kept for later requests to the same host. Their addresses were checked when they were made. */
  keepsConnections?: boolean;
  /** How long a kept connection may be idle; by default until the other side closes it. */
  idleConnectionMs?: number;
}

/** Makes the way out by a policy. */
export function createEgress({
  resolve = resolveBySystem,
  keepsConnections = false,
  idleConnectionMs,
  ...policy
}: EgressOptions): Egress {
  const kept = keepsConnections ? keepConnections(idleConnectionMs) : null;

  async function open(request: OpenRequest): Promise<OpenedAnswer> {
    try {
      const target = parseTarget(request.url, policy);
      const addresses = await addressesOf(target, policy, resolve, request.signal);
      return await exchange(target, addresses, request, kept);
    } catch (error) {
      closeStream(request.body);
      throw toEgressFailure(error, request.signal);
    }
  }

  async function send(request: SendRequest): Promise<EgressAnswer> {
    const started = performance.now();
    const deadline = startDeadline(request.timeoutMs, request.signal);
    try {
      const answer = await open({ ...request, signal: deadline.signal });
      const body = await readBounded(answer.body, request);
      return {
        status: answer.status,
        headers: answer.headers,
        body,
        duration_ms: performance.now() - started,
      };
    } catch (error) {
      throw toEgressFailure(error, deadline.signal);
    } finally {
      deadline.end();
    }
  }

  return { send, open };
}

/** However it ends, with the whole of the body or before, the loop closes it. */
async function readBounded(
  body: Readable,
  { maxResponseBytes, whenLarger = "fail" }: SendRequest,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes: Uint8Array = chunk; // an IncomingMessage without an encoding yields Buffers
    size += bytes.length;
    chunks.push(bytes);
    if (size <= maxResponseBytes) continue;
    if (whenLarger === "fail") throw egressFailure("too_large");
    break;
  }
  return Buffer.concat(chunks).subarray(0, maxResponseBytes);
}
