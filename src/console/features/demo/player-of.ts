import { ApiError } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { readLedger } from "../../api/ledger.ts";
import { batchEvidence, playFacts, runEvidence } from "./collect-evidence.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { compareWithFormer } from "./former-plays.ts";
import { type Caller, pause } from "./play-context.ts";
import type { PlayRecord } from "./play-record.ts";
import type { PlayStep } from "./play-steps.ts";
import { Player, type PlayerParts } from "./player.ts";
import type { Performed } from "./scenes/scene.ts";
import { STEP_ACTIONS } from "./step-actions.ts";

const players = new Map<string, Player>();

/** The one player of an environment, so that a play goes on from page to page. */
export function playerOf(caller: Caller): Player {
  let player = players.get(caller.environmentId);
  if (player === undefined) {
    player = new Player(realParts(caller));
    players.set(caller.environmentId, player);
  }
  return player;
}

function realParts(caller: Caller): PlayerParts {
  const { environmentId, client } = caller;
  return {
    environmentId,
    wait: pause,
    async perform(step, play, signal) {
      const before = readLedger(environmentId).calls.at(-1)?.number ?? 0;
      const { show, facts } = play;
      const end =
        step.id === "end"
          ? await finish(caller, play)
          : await STEP_ACTIONS[step.id]({ ...caller, show, facts, signal });
      return { ...end, call: callOf(environmentId, step, before) };
    },
    async tell(body) {
      try {
        await client.call(contract.local.setRehearsal, { body });
      } catch (error) {
        // A rehearsal that is not on any more has nothing to be told.
        if (!(error instanceof ApiError)) throw error;
      }
    },
  };
}

async function finish(
  { client }: Caller,
  { facts, show }: PlayRecord,
): Promise<Omit<Performed, "call">> {
  const { batch_id, run_id } = facts;
  if (batch_id === undefined || run_id === undefined) {
    throw new Error("The play has made nothing to compare. Start it again.");
  }
  const batch = await batchEvidence(client, batch_id);
  const run = await runEvidence(client, run_id);
  const value = fingerprintOf(await playFacts(client, batch, run));
  return {
    outcome: "Everything is accounted for.",
    ids: [],
    fingerprint: { value, isAsBefore: compareWithFormer(show, value) },
  };
}

/** The call of a scene as it went over the wire: its own endpoint's last one since it began. */
function callOf(environmentId: string, { endpoint }: PlayStep, before: number): string | null {
  const own = readLedger(environmentId).calls.findLast(
    ({ number, method, path, status }) =>
      number > before &&
      status !== null &&
      method === endpoint.method &&
      isPathOf(endpoint.path, path),
  );
  return own === undefined ? null : `${own.method} ${own.path.split("?")[0] ?? ""} → ${own.status}`;
}

function isPathOf(pattern: string, path: string): boolean {
  const parts = (path.split("?")[0] ?? "").split("/");
  const wanted = pattern.split("/");
  return (
    parts.length === wanted.length &&
    wanted.every((part, at) => part.startsWith("{") || part === parts[at])
  );
}
