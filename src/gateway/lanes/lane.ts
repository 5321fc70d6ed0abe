import type { Operation } from "#contract/catalog.ts";
import type { ManifestFormat } from "#contract/manifest/line-format.ts";
import type { BatchLane } from "./batch-lane.ts";

/**
 * Every way in which a lane can fail at an item, and what that means for it: `retryable` failures are worth
 * another attempt, the others are the item's own fault and end it on every lane. `skip_lane` says that more attempts on
 * the same lane are of no use: go to the next rung at once.
 */
export const LANE_FAILURES = {
  provider_429: { retryable: true, skip_lane: false, status_code: 429 },
  provider_500: { retryable: true, skip_lane: false, status_code: 500 },
  provider_timeout: { retryable: true, skip_lane: false, status_code: null },
  // An answer that came with 200 and is no JSON, or ends before its end: what it cost is not known, so it is asked anew.
  provider_broken_json: { retryable: true, skip_lane: false, status_code: 200 },
  provider_half_answer: { retryable: true, skip_lane: false, status_code: 200 },
  // A batch upstream ended, and this item is not among its answers.
  provider_missing_answer: { retryable: true, skip_lane: false, status_code: null },
  // A batch upstream did not come to the item in its time; asking it again would take as long.
  provider_expired: { retryable: true, skip_lane: false, status_code: null },
  lane_unavailable: { retryable: true, skip_lane: true, status_code: 503 },
  content_policy: { retryable: false, skip_lane: false, status_code: 400 },
  invalid_input: { retryable: false, skip_lane: false, status_code: 400 },
  context_length: { retryable: false, skip_lane: false, status_code: 400 },
} as const satisfies Record<
  string,
  { retryable: boolean; skip_lane: boolean; status_code: number | null }
>;

export type LaneFailureCode = keyof typeof LANE_FAILURES;

/** One item on its way to a provider. */
export interface LaneRequest {
  custom_id: string;
  /** Which of the two line formats the item came in. */
  format: ManifestFormat;
  operation: Operation;
  /** The path that an OpenAI line names, such as /v1/responses; it decides the form of the answer. */
  url: string;
  model: string;
  /** The request body as it was sent in. */
  body: unknown;
  /** All text that a model would read, one piece a line. */
  prompt_text: string;
  max_output_tokens: number | null;
  /** Null when the item states none; a native item states it outside of its body. */
  temperature: number | null;
  /** The item's place in its batch, from 0. */
  item_index: number;
  /** 1 for the first call on this lane; counted anew on each rung. */
  attempt: number;
  /** Differs between batches, so that two batches of the same items need not share their luck. */
  batch_seed: string;
}

/** What a provider answered. */
export interface LaneAnswer {
  status_code: number;
  request_id: string;
  /** The exact bytes, as UTF-8 text: kept verbatim in the result. */
  body_json: string;
  usage: { input_tokens: number; output_tokens: number };
  /** True where the provider counted nothing that can be billed by; left out otherwise. */
  is_usage_estimated?: true;
}

/** Why a lane was not called at all, and when it may be. */
interface HeldLane {
  /** In a few words, for receipts. */
  reason: string;
  /** Resolves when it is worth calling again; rejects with the signal's reason when that aborts first. */
  untilTried: (signal: AbortSignal) => Promise<void>;
}

/** What a failure carries beside its code. */
interface LaneFailureDetails {
  held?: HeldLane;
  retry_after_ms?: number;
  /** The provider's own status, or null for no answer; left out, the one that goes with the code. */
  status_code?: number | null;
  cause?: unknown;
}

/** An item that a lane could not answer; whether another attempt is worth it follows from the code alone. */
export class LaneFailure extends Error {
  readonly code: LaneFailureCode;
  readonly retryable: boolean;
  readonly skip_lane: boolean;
  /** The provider's HTTP status; null when there was no answer. */
  readonly status_code: number | null;
  /** How long the provider asked to be left alone; null when it did not say. */
  readonly retry_after_ms: number | null;
  /** Null where the lane was called. */
  readonly held: HeldLane | null;

  constructor(code: LaneFailureCode, message: string, details: LaneFailureDetails = {}) {
    super(message, { cause: details.cause });
    this.name = "LaneFailure";
    this.code = code;
    this.retryable = LANE_FAILURES[code].retryable;
    this.skip_lane = LANE_FAILURES[code].skip_lane;
    const { status_code = LANE_FAILURES[code].status_code } = details;
    this.status_code = status_code;
    this.retry_after_ms = details.retry_after_ms ?? null;
    this.held = details.held ?? null;
  }
}

/** How long an item waits between two attempts on one lane. */
export interface BackoffSettings {
  /** Attempts after the first one, on each lane. */
  retries: number;
  /** The longest wait before the first retry, in milliseconds; doubles with each further one. */
  baseMs: number;
  /** Above this no wait grows, however many attempts there were. */
  maxMs: number;
}

/** What a provider wants of its callers beside a bound on the calls at once. */
interface LanePacing {
  /** Calls that may begin within any minute; null where none are counted. */
  requests_per_minute: number | null;
  /** Between two attempts at one item. */
  backoff: Readonly<BackoffSettings>;
}

/** A lane that is called once per item. The caller keeps to `concurrency` and to `pacing`. */
export interface SyncLane {
  kind: "sync";
  lane_id: string;
  /** Calls that it takes at once. */
  concurrency: number;
  /**
   * Null for a lane of this machine, which is retried by the gateway's own settings. With a provider, a failure that
   * carries `retry_after_ms` holds up every call to the lane for so long, since it speaks of the account and not of the item.
   */
  pacing: LanePacing | null;
  /** The answer, or a `LaneFailure`; rejects with the signal's reason as soon as the signal aborts. */
  call(request: LaneRequest, signal: AbortSignal): Promise<LaneAnswer>;
}

/** Any lane; `kind` tells them apart. */
export type Lane = SyncLane | BatchLane;
