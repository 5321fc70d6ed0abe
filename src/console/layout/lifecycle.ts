import type { Account } from "#contract/accounts.ts";
import type { ApiKey } from "#contract/api-keys.ts";
import { batchOutcome } from "#contract/batch-states.ts";
import type { Batch } from "#contract/batches.ts";
import { accounts, apiKeys, batches, workflows } from "#contract/product-api.ts";
import type { AgentRun } from "#contract/workflows.ts";
import { paths } from "../paths.ts";
import type { Tone } from "../ui/tone.ts";

/** One of the six steps of the lifecycle, with what proves it. */
export interface LifecycleStep {
  number: number;
  title: string;
  /** Where the step is done. */
  path: string;
  tone: Tone;
  /** 0 to 1, while something runs. */
  progress?: number;
  /** The status code of the call that proved the step, or how far it is; null before. */
  proof: string | null;
  /** The call whose success proves the step. */
  call: string;
  /** The id that the step made, and when. */
  id: string | null;
  at: string | null;
}

/** What the server says; each is undefined until it has answered, or cannot be asked. */
export interface LifecycleFacts {
  account: Account | undefined;
  key: ApiKey | undefined;
  holdsKey: boolean;
  batch: Batch | undefined;
  run: AgentRun | undefined;
}

const OUTCOME_TONES = {
  running: "running",
  completed: "done",
  completed_with_failures: "attention",
  all_failed: "failed",
  failed: "failed",
  cancelled: "attention",
  expired: "attention",
} as const satisfies Record<ReturnType<typeof batchOutcome>, Tone>;

/** The state of a batch as a tone: never green for one that ended with failures. */
export function batchTone(batch: Pick<Batch, "status" | "counts">): Tone {
  return OUTCOME_TONES[batchOutcome(batch)];
}

function doneShare({ counts }: Batch): number {
  const done = counts.completed + counts.failed + counts.cancelled;
  return counts.total === 0 ? 0 : done / counts.total;
}

function step(
  facts: Pick<LifecycleStep, "number" | "title" | "path"> & {
    endpoint: { method: string; path: string; answer: { status: number } };
  },
  proved: { id: string; at: string | null } | undefined,
): LifecycleStep {
  const { number, title, path, endpoint } = facts;
  return {
    number,
    title,
    path,
    tone: proved === undefined ? "waiting" : "done",
    proof: proved === undefined ? null : String(endpoint.answer.status),
    call: `${endpoint.method} ${endpoint.path}`,
    id: proved?.id ?? null,
    at: proved?.at ?? null,
  };
}

function resultsStep(batch: Batch | undefined): LifecycleStep {
  const base = step(
    {
      number: 5,
      title: "Receive results",
      path: batch === undefined ? paths.batches() : paths.batch(batch.id),
      endpoint: batches.get,
    },
    batch === undefined ? undefined : { id: batch.id, at: batch.completed_at },
  );
  if (batch === undefined) return base;
  const share = doneShare(batch);
  const tone = batchTone(batch);
  return tone === "running"
    ? { ...base, tone, progress: share, proof: `${Math.floor(share * 100)} %` }
    : { ...base, tone };
}

function runStep(run: AgentRun | undefined): LifecycleStep {
  const base = step(
    {
      number: 6,
      title: "Agent loop",
      path: paths.agentRuns(),
      endpoint: workflows.createAgentRun,
    },
    run === undefined ? undefined : { id: run.id, at: run.created_at },
  );
  if (run === undefined || run.status === "completed") return base;
  return { ...base, tone: run.status === "failed" ? "failed" : "running" };
}

/** The six steps by what the server says, so that a reload or another tab shows the same. */
export function lifecycleSteps({
  account,
  key,
  holdsKey,
  batch,
  run,
}: LifecycleFacts): LifecycleStep[] {
  const verifiedAt = account?.email_verified_at;
  const keyStep = step(
    { number: 3, title: "Create API key", path: paths.apiKeys(), endpoint: apiKeys.create },
    key === undefined ? undefined : { id: key.api_key_id, at: key.created_at },
  );
  return [
    step(
      { number: 1, title: "Register", path: paths.register(), endpoint: accounts.register },
      account === undefined ? undefined : { id: account.org_id, at: account.created_at },
    ),
    step(
      { number: 2, title: "Verify email", path: paths.verify(), endpoint: accounts.verifyEmail },
      account === undefined || verifiedAt === null || verifiedAt === undefined
        ? undefined
        : { id: account.user_id, at: verifiedAt },
    ),
    // A key brought along proves that one was made, though only a session may list them.
    key === undefined && holdsKey ? { ...keyStep, tone: "done" } : keyStep,
    step(
      {
        number: 4,
        title: "Quote and submit",
        path: paths.quote(),
        endpoint: batches.create,
      },
      batch === undefined ? undefined : { id: batch.quote_id, at: batch.created_at },
    ),
    resultsStep(batch),
    runStep(run),
  ];
}
