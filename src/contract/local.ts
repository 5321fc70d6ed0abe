import * as z from "zod/mini";
import { defineEndpoint, defineGroup } from "./endpoint.ts";
import { InboxId, MailId, Money, Text, Timestamp } from "./primitives.ts";

const none = { kind: "none" } as const;

export const Mail = z.object({
  id: MailId,
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  links: z.array(z.string()),
  /** The token that the mail's link carries, lifted out; null for a mail without one. */
  token: z.nullable(z.string()),
  created_at: Timestamp,
});
export type Mail = z.output<typeof Mail>;

/** How the inbox answers what is sent to it: to see retries with one's own eyes. */
export const InboxAnswer = z.strictObject({
  status: z._default(z.number().check(z.int(), z.gte(200), z.lte(599)), 200),
  delay_ms: z._default(z.number().check(z.int(), z.gte(0), z.lte(60_000)), 0),
  /** Break the connection instead of answering. */
  drop: z._default(z.boolean(), false),
});
export type InboxAnswer = z.output<typeof InboxAnswer>;

export const InboxReceipt = z.object({
  id: z.string(),
  received_at: Timestamp,
  method: z.string(),
  headers: z.record(z.string(), z.string()),
  /** The exact bytes, read as UTF-8. */
  body: z.string(),
});
export type InboxReceipt = z.output<typeof InboxReceipt>;

export const Inbox = z.object({
  inbox_id: InboxId,
  url: z.string(),
  answer: InboxAnswer,
  data: z.array(InboxReceipt),
});
export type Inbox = z.output<typeof Inbox>;

export const SANDBOX_SCENARIOS = [
  "calm",
  "busy",
  "partial-failure",
  "rate-limited",
  "outage",
  "slow",
] as const;

export const SandboxSettings = z.strictObject({
  scenario: z.enum(SANDBOX_SCENARIOS),
  seed: z.number().check(z.int(), z.gte(0), z.lte(2_147_483_647)),
  /** 1 is each lane's own latency; 10 is ten times faster. */
  speed: z.number().check(z.gte(0.1), z.lte(1_000)),
  /** Share of items (0 to 1) that fail in this way, by failure code, beside what the scenario does. */
  failure_rates: z.record(z.string(), z.number().check(z.gte(0), z.lte(1))),
  /** Makes the deadline of batches submitted from now on this short, so that expiry can be seen; null: the tier's. */
  deadline_seconds: z.nullable(z.number().check(z.int(), z.gte(1), z.lte(86_400))),
});
export type SandboxSettings = z.output<typeof SandboxSettings>;

const Pace = z
  .number()
  .check(
    z.gte(0.1),
    z.lte(10_000),
    z.describe("How many seconds of the rehearsal's time pass in a real one."),
  );

/** What a rehearsal begins with: the same two give the same ids, times and ends for the same calls. */
export const RehearsalStart = z.strictObject({
  scenario: z.enum(SANDBOX_SCENARIOS),
  seed: z.number().check(z.int(), z.gte(0), z.lte(2_147_483_647)),
  pace: z._default(Pace, 20),
});
export type RehearsalStart = z.output<typeof RehearsalStart>;

/**
 * A gateway whose ids and secrets come from a seed and whose clock moves only when something happens: by a second with each
 * call that changes something, and by what the lanes and the retries of deliveries take. While nothing runs it stands
 * still. The same calls, each made when what the one before it set going has ended, give the same ids, times and
 * ends; to act in the middle of a batch at the same moment every time, pause and let time pass by `advance_ms`.
 */
export const Rehearsal = z.object({
  scenario: z.enum(SANDBOX_SCENARIOS),
  seed: z.number().check(z.int()),
  pace: Pace,
  is_paused: z
    .boolean()
    .check(
      z.describe(
        "Holds the work of the lanes and of deliveries where it is and begins none; requests are answered as before.",
      ),
    ),
  started_at: Timestamp.check(
    z.describe("The gateway's clock at its start; always the same moment."),
  ),
  now: Timestamp.check(z.describe("The gateway's clock at this moment.")),
});
export type Rehearsal = z.output<typeof Rehearsal>;

const RehearsalAnswer = z.object({
  rehearsal: z
    .nullable(Rehearsal)
    .check(
      z.describe(
        "The one that is on: ids from the seed, and a clock that moves only when something happens. Null when the gateway goes by the real clock.",
      ),
    ),
  /** Left out by gateways of before, which all could. */
  can_begin: z.optional(
    z
      .boolean()
      .check(
        z.describe(
          "Whether a reset may begin one: on the embedded database alone, since on PostgreSQL several processes may share the work.",
        ),
      ),
  ),
});

/** How one small item fared on a lane; never holds a key. */
export const LaneCheck = z.object({
  ok: z.boolean(),
  is_probe: z.optional(
    z
      .boolean()
      .check(
        z.describe(
          "True of a lane that is handed whole batches: its address and key were tried, and nothing was sent to a model. Left out otherwise.",
        ),
      ),
  ),
  /** The model that was asked, by its slug; of a probe, one that was not. */
  model: z.string(),
  duration_ms: z.number(),
  /** The provider's HTTP status; null when no answer came. */
  status_code: z.nullable(z.number()),
  /** By the code with which items of a batch would fail; `fix` is null where the message says what helps. */
  failure: z.nullable(
    z.object({ code: z.string(), message: z.string(), fix: z.nullable(z.string()) }),
  ),
  usage: z.nullable(
    z.object({ input_tokens: z.number(), output_tokens: z.number(), is_estimated: z.boolean() }),
  ),
  /** At the lane's prices, rounded up; null for a failure, whose cost the provider alone knows. */
  cost: z.nullable(Money),
  /** At most 200 characters; null when the answer has no text. */
  answer_excerpt: z.nullable(z.string()),
  /** The provider's own name for the call; null when it gave none. */
  request_id: z.nullable(z.string()),
});
export type LaneCheck = z.output<typeof LaneCheck>;

const inboxParams = z.object({ id: InboxId });

export const local = defineGroup("local", {
  listMails: defineEndpoint({
    method: "GET",
    path: "/local/mailbox",
    summary: "List the mails that would have been sent, newest first",
    auth: none,
    local: true,
    query: z.strictObject({ to: z.optional(Text) }),
    answer: { kind: "json", status: 200, schema: z.object({ data: z.array(Mail) }) },
  }),
  clearMails: defineEndpoint({
    method: "DELETE",
    path: "/local/mailbox",
    summary: "Empty the mailbox",
    auth: none,
    local: true,
    answer: { kind: "none", status: 204 },
    changes: ["local.listMails"],
  }),
  createInbox: defineEndpoint({
    method: "POST",
    path: "/local/webhook-inboxes",
    summary: "Open a webhook inbox: a receiver that keeps what is sent to its URL",
    auth: none,
    local: true,
    answer: { kind: "json", status: 201, schema: Inbox },
  }),
  getInbox: defineEndpoint({
    method: "GET",
    path: "/local/webhook-inboxes/{id}",
    summary: "Get what an inbox has received, newest first",
    auth: none,
    local: true,
    params: inboxParams,
    answer: { kind: "json", status: 200, schema: Inbox },
    cached: true,
  }),
  setInboxAnswer: defineEndpoint({
    method: "PUT",
    path: "/local/webhook-inboxes/{id}",
    summary: "Set how an inbox answers",
    auth: none,
    local: true,
    params: inboxParams,
    body: { kind: "json", schema: z.strictObject({ answer: InboxAnswer }) },
    answer: { kind: "json", status: 200, schema: Inbox },
    changes: ["local.getInbox"],
  }),
  getSandbox: defineEndpoint({
    method: "GET",
    path: "/local/sandbox",
    summary: "Get how the sandbox lanes behave",
    auth: none,
    local: true,
    answer: { kind: "json", status: 200, schema: SandboxSettings },
  }),
  setSandbox: defineEndpoint({
    method: "PUT",
    path: "/local/sandbox",
    summary: "Change how the sandbox lanes behave; what is left out stays",
    auth: none,
    local: true,
    body: { kind: "json", schema: z.partial(SandboxSettings) },
    answer: { kind: "json", status: 200, schema: SandboxSettings },
    changes: ["local.getSandbox", "catalog"],
  }),
  checkLane: defineEndpoint({
    method: "POST",
    path: "/local/lanes/{lane_id}/check",
    summary:
      "Send one small item to a lane, at its provider's price; a batch lane's address and key are tried alone",
    // It spends money of whoever runs the gateway, as submitting does.
    auth: { kind: "either", permission: "submit" },
    local: true,
    params: z.object({ lane_id: z.string() }),
    body: {
      kind: "json",
      // One that the lane offers; left out, its first one.
      schema: z.strictObject({ model: z.optional(Text) }),
    },
    answer: { kind: "json", status: 200, schema: LaneCheck },
  }),
  addCredits: defineEndpoint({
    method: "POST",
    path: "/local/credits",
    summary: "Top up sandbox credits",
    auth: { kind: "session" },
    local: true,
    body: { kind: "json", schema: z.strictObject({ amount: Money }) },
    answer: { kind: "json", status: 200, schema: z.object({ credit_balance: Money }) },
    changes: ["accounts"],
  }),
  reset: defineEndpoint({
    method: "POST",
    path: "/local/reset",
    summary: "Empty the gateway: accounts, batches, files, mails; begin or end a rehearsal",
    auth: none,
    local: true,
    body: {
      kind: "json",
      schema: z.strictObject({
        confirm: z.literal("reset"),
        rehearsal: z
          .optional(RehearsalStart)
          .check(
            z.describe(
              "Begins a rehearsal on the empty gateway: the same scenario and seed give the same ids, times and ends for the same calls. Left out, the gateway goes by the real clock.",
            ),
          ),
      }),
    },
    answer: { kind: "none", status: 204 },
    errors: ["rehearsal_unavailable"],
  }),
  getRehearsal: defineEndpoint({
    method: "GET",
    path: "/local/rehearsal",
    summary: "Get the rehearsal that is on, or null",
    auth: none,
    local: true,
    answer: { kind: "json", status: 200, schema: RehearsalAnswer },
  }),
  setRehearsal: defineEndpoint({
    method: "PUT",
    path: "/local/rehearsal",
    summary: "Pause a rehearsal, change its pace, or let time pass; what is left out stays",
    auth: none,
    local: true,
    body: {
      kind: "json",
      schema: z.strictObject({
        pace: z.optional(Pace),
        is_paused: z
          .optional(z.boolean())
          .check(z.describe("True holds the work of the lanes and of deliveries where it is.")),
        advance_ms: z
          .optional(z.number().check(z.int(), z.gte(0), z.lte(2_592_000_000)))
          .check(
            z.describe(
              "Lets so much time pass without a delay, paused or not: what falls due in it happens in it. The answer comes when it has passed.",
            ),
          ),
      }),
    },
    answer: { kind: "json", status: 200, schema: RehearsalAnswer },
    errors: ["no_rehearsal"],
    changes: ["local.getRehearsal"],
  }),
});
