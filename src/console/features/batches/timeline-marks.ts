import type { Exchange } from "#contract/client.ts";
import type { Delivery } from "#contract/webhooks.ts";
import { rehearsalNowOf } from "../../api/gateway-clock.ts";
import { plural } from "../../format/plural.ts";
import { isPollOf } from "./evidence/polled-states.ts";
import type { TimelineMark } from "./timeline-layout.ts";

/** The polls of a batch that this tab has made, from its ledger. Aborted ones brought nothing and are left out. */
export function pollMarks(exchanges: readonly Exchange[], batchId: string): TimelineMark[] {
  return exchanges.flatMap((exchange): TimelineMark[] => {
    const { status, failure, started_at, duration_ms } = exchange;
    if (!isPollOf(exchange, batchId)) return [];
    if (failure === "aborted" || (status === null && failure === null)) return [];
    const atMs = rehearsalNowOf(exchange) ?? started_at.getTime() + duration_ms;
    if (status === null || status >= 400) return [{ atMs, kind: "failed" }];
    return [{ atMs, kind: status === 304 ? "unchanged" : "changed" }];
  });
}

/** Every attempt to deliver, and the ones that are due. */
export function deliveryMarks(deliveries: readonly Delivery[]): TimelineMark[] {
  return deliveries.flatMap(({ attempts, next_attempt_at }): TimelineMark[] => {
    const made = attempts.map(({ at, duration_ms, status_code }): TimelineMark => {
      const isTaken = status_code !== null && status_code >= 200 && status_code < 300;
      return { atMs: Date.parse(at) + duration_ms, kind: isTaken ? "delivered" : "failed" };
    });
    if (next_attempt_at === null) return made;
    return [...made, { atMs: Date.parse(next_attempt_at), kind: "planned" }];
  });
}

/** `18 polls by this tab, 11 of them 304`: what the poll line shows, in words. */
export function pollWords(polls: readonly TimelineMark[]): string {
  const count = (kind: TimelineMark["kind"]) => polls.filter((mark) => mark.kind === kind).length;
  const [unchanged, failed] = [count("unchanged"), count("failed")];
  const parts = [`${plural(polls.length, "poll")} by this tab`];
  if (unchanged > 0) parts.push(`${unchanged} of them 304`);
  if (failed > 0) parts.push(`${failed} failed`);
  return parts.join(", ");
}
