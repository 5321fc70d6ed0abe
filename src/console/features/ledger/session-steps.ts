import type { Exchange } from "#contract/client.ts";
import type { Environment } from "../../environments/environment.ts";
import { answerJson, type RecordedCall, recordedCall } from "../../layout/exchange-call.ts";

/** Until when a step is repeated. */
type StepWait =
  | { kind: "none" }
  /** Until `status` is one of the words that nothing follows. */
  | { kind: "end" }
  /** Until the list has an entry. */
  | { kind: "entry" };

/** One request of the session, with the repeats of it that only looked again. */
export interface SessionStep {
  /** The first of the calls that the step stands for. */
  number: number;
  exchange: Exchange;
  call: RecordedCall;
  /** Parsed answers, oldest first. */
  answers: readonly unknown[];
  /** The status that is expected; a 304 counts as the 200 that it repeats. */
  status: number;
  times: number;
  wait: StepWait;
}

/** A call that the script does not repeat, and why. */
export interface LeftOut {
  number: number;
  method: string;
  path: string;
  reason: string;
}

export type SessionEntry =
  | { kind: "step"; step: SessionStep }
  | { kind: "left-out"; leftOut: LeftOut };

const ENDS = new Set<unknown>(["completed", "failed", "cancelled", "expired"]);

/** What comes into these lists comes by itself, some time after what caused it. */
const FILLED_LATER = new Set(["local.listMails", "local.getInbox", "webhooks.listDeliveries"]);

function field(value: unknown, name: string): unknown {
  const isObject = value !== null && typeof value === "object";
  // Reading a name off an object that JSON made is safe; what comes is unknown again.
  return isObject ? (value as Record<string, unknown>)[name] : undefined;
}

function hasEntry(answer: unknown): boolean {
  const entries = field(answer, "data");
  return Array.isArray(entries) && entries.length > 0;
}

function waitOf({ exchange, answers }: Pick<SessionStep, "exchange" | "answers">): StepWait {
  const last = answers.at(-1);
  if (exchange.method !== "GET" || last === undefined) return { kind: "none" };
  if (ENDS.has(field(last, "status"))) return { kind: "end" };
  const wasEmpty = answers.some((answer) => !hasEntry(answer));
  return hasEntry(last) && (wasEmpty || FILLED_LATER.has(exchange.endpoint))
    ? { kind: "entry" }
    : { kind: "none" };
}

/** Why a call cannot be repeated from what the ledger keeps, or must not be; undefined when it can. */
function refusal(exchange: Exchange, call: RecordedCall): string | undefined {
  if (exchange.endpoint === "local.reset") return "it would empty the gateway";
  if (exchange.status === null) return "no answer came to it";
  if (call.bodyState === "cut") return "its body is larger than the ledger keeps";
  if (call.hidden.some((path) => !path.startsWith("body.")))
    return "its address carries a secret, and the ledger keeps none";
  // With the right secret in the place of the wrong one it would go well, and use up what a later step needs.
  if (call.hidden.length > 0 && exchange.status >= 400)
    return "it failed on a secret that the ledger does not keep";
  return undefined;
}

/** Whether calls of this environment can read the mailbox that a gateway in local mode has. */
export function hasMailbox(
  calls: readonly Exchange[],
  { kind }: Pick<Environment, "kind">,
): boolean {
  const usesLocalAids = calls.some(
    ({ endpoint, status }) => endpoint.startsWith("local.") && status !== null && status < 400,
  );
  return kind === "local" || (kind === "custom" && usesLocalAids);
}

/** The session in order, reads that repeat each other folded into the first of them; what cannot be repeated is named. */
export function sessionEntries(calls: readonly Exchange[]): SessionEntry[] {
  const entries: SessionEntry[] = [];
  let reads = new Map<string, Exchange[]>();
  const groups: Exchange[][] = [];
  for (const exchange of calls) {
    // A read that the page called off says nothing and changes nothing.
    if (exchange.method === "GET" && exchange.failure === "aborted") continue;
    const isRead = exchange.method === "GET";
    if (!isRead) reads = new Map();
    const group = isRead && exchange.status !== null ? reads.get(exchange.path) : undefined;
    if (group !== undefined) {
      group.push(exchange);
      continue;
    }
    const started = [exchange];
    groups.push(started);
    if (isRead && exchange.status !== null) reads.set(exchange.path, started);
  }
  for (const group of groups) entries.push(...entriesOf(group));
  return entries;
}

function entriesOf(group: readonly Exchange[]): SessionEntry[] {
  const [exchange] = group;
  const call = exchange === undefined ? undefined : recordedCall(exchange);
  if (exchange === undefined || call === undefined) return [];
  const { number, method, path } = exchange;
  const reason = refusal(exchange, call);
  if (reason !== undefined)
    return [{ kind: "left-out", leftOut: { number, method, path, reason } }];
  const answers = group.map(answerJson).filter((answer) => answer !== undefined);
  // A read that went well once goes well again; what failed each time is expected to fail.
  const good = group.find((one) => one.status !== null && one.status < 400);
  const last = (good ?? exchange).status;
  const status = last === null || last === 304 ? 200 : last;
  const step = { number, exchange, call, answers, status, times: group.length };
  return [{ kind: "step", step: { ...step, wait: waitOf(step) } }];
}
