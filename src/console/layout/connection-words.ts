import type { ApiError } from "#contract/client.ts";
import { formatClock } from "../format/durations.ts";
import type { Tone } from "../ui/tone.ts";

/** A read that has not come through. */
export interface FailedRead {
  /** `GET /v1/batches`. */
  call: string;
  error: ApiError;
}

/** What is the matter between this tab and its environment, as far as the reads of the open page tell. */
export interface ConnectionFacts {
  environmentName: string;
  failed: readonly FailedRead[];
  /** Reads whose answer is off the contract and is shown as it came. */
  offContract: readonly string[];
  /** The read that has been waited for longest. */
  slow: { call: string; waitedMs: number } | undefined;
  /** How long the environment still asks to be left alone. */
  heldMs: number | undefined;
}

export interface ConnectionWords {
  tone: Tone;
  /** Without anything that ticks, to be read out. */
  matter: string;
  detail: string;
}

const KEPT = "What is shown is the last good answer; it goes on by itself.";

function failedWords(name: string, { call, error }: FailedRead): ConnectionWords {
  if (error.status === null) {
    return { tone: "failed", matter: `${name} does not answer.`, detail: KEPT };
  }
  if (error.code === "off_contract") {
    return { tone: "attention", matter: `${call}: ${error.message}`, detail: KEPT };
  }
  return { tone: "failed", matter: `${name} answers ${error.status} to ${call}.`, detail: KEPT };
}

/** The one thing to say about the connection, the gravest first; undefined while all is well. */
export function connectionWords(facts: ConnectionFacts): ConnectionWords | undefined {
  const { environmentName: name, failed, offContract, slow, heldMs } = facts;
  const limited = failed.find(({ error }) => error.status === 429);
  const gravest =
    failed.find(({ error }) => error.status === null) ??
    limited ??
    failed.find(({ error }) => error.code !== "off_contract") ??
    failed[0];
  if (gravest !== undefined && gravest === limited) {
    const left = heldMs === undefined ? "a moment" : formatClock(Math.ceil(heldMs / 1_000) * 1_000);
    return {
      tone: "attention",
      matter: `${name} asks for a pause (429).`,
      detail: `Nothing is asked for ${left}. ${KEPT}`,
    };
  }
  if (gravest !== undefined) return failedWords(name, gravest);
  const [strange] = offContract;
  if (strange !== undefined) {
    return {
      tone: "attention",
      matter: `The answer to ${strange} is off the contract.`,
      detail: "It is shown as far as it can be; the ledger marks where it differs.",
    };
  }
  if (slow === undefined) return undefined;
  return {
    tone: "waiting",
    matter: `${name} is slow to answer.`,
    detail: `${slow.call} has taken ${formatClock(Math.floor(slow.waitedMs / 1_000) * 1_000)} so far.`,
  };
}
