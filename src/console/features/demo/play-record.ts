import type {
  ApiKeyId,
  BatchId,
  FileId,
  InboxId,
  OrgId,
  QuoteId,
  RunId,
} from "#contract/primitives.ts";
import { createTabStore } from "../../environments/tab-store.ts";
import type { Show } from "./demo-address.ts";

/** What a play has made so far. No secret: those are in the tab's own stores. */
export interface PlayFacts {
  email?: string;
  org_id?: OrgId;
  api_key_id?: ApiKeyId;
  inbox_id?: InboxId;
  inbox_url?: string;
  file_id?: FileId;
  quote_id?: QuoteId;
  batch_id?: BatchId;
  run_id?: RunId;
  /** Both schemes of the batch's delivery hold; null while it was not checked. */
  is_signature_valid?: boolean;
}

/** A step that is over. */
interface DoneStep {
  id: string;
  /** What came of it, in a sentence. */
  outcome: string;
  /** The ids that it made. */
  ids: readonly string[];
  /** The gateway's time at its end. */
  at: string;
  /** `POST /v1/batches → 201`; null for a step that only watches. */
  call: string | null;
}

type PlayState = "playing" | "stepping" | "paused" | "ended" | "stopped" | "failed";

/** A play as the tab keeps it, so that a reload goes on with it. */
export interface PlayRecord {
  show: Show;
  state: PlayState;
  /** The step that is under way or next, counted from 0. */
  at: number;
  isUnderWay: boolean;
  /** The gateway's time at the beginning. */
  started_at: string | null;
  facts: PlayFacts;
  steps: readonly DoneStep[];
  /** Why it failed. */
  error: string | null;
  fingerprint: string | null;
  /** Whether the play before it of the same show had the same fingerprint; null for the first. */
  isAsBefore: boolean | null;
}

interface Kept {
  play?: PlayRecord;
}

const store = createTabStore<Kept>("demo", {});

/** The play of an environment, kept up to date; undefined when there is none. */
export function usePlay(environmentId: string): PlayRecord | undefined {
  return store.use(environmentId).play;
}

/** The play of an environment at this moment. */
export function readPlay(environmentId: string): PlayRecord | undefined {
  return store.get(environmentId).play;
}

/** Keeps a play; undefined forgets it. */
export function writePlay(environmentId: string, play: PlayRecord | undefined): void {
  store.set(environmentId, play === undefined ? {} : { play });
}

/** A play of which nothing has happened yet. */
export function newPlay(show: Show): PlayRecord {
  return {
    show,
    state: "playing",
    at: 0,
    isUnderWay: false,
    started_at: null,
    facts: {},
    steps: [],
    error: null,
    fingerprint: null,
    isAsBefore: null,
  };
}

/** Whether there is something left to play, pause or stop. */
export function isOnStage(play: Pick<PlayRecord, "state"> | undefined): boolean {
  return play !== undefined && ["playing", "stepping", "paused"].includes(play.state);
}
