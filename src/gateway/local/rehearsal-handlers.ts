import type { Contract } from "#contract/index.ts";
import type { Handlers } from "../http/handler.ts";
import { problem } from "../http/problem.ts";
import type { Rehearsal } from "../rehearsal/rehearsal.ts";

type RehearsalHandlers = Pick<Handlers<Contract["local"]>, "getRehearsal" | "setRehearsal">;

/** Answers the endpoints that show a rehearsal and steer it; one begins with a reset. */
export function createRehearsalHandlers(
  current: () => Rehearsal | null,
  can_begin: boolean,
): RehearsalHandlers {
  return {
    getRehearsal: async () => ({ rehearsal: current()?.onWire() ?? null, can_begin }),

    async setRehearsal({ body: { pace, is_paused, advance_ms } }) {
      const rehearsal = current();
      if (rehearsal === null) throw problem("no_rehearsal");
      await rehearsal.change({
        ...(pace !== undefined && { pace }),
        ...(is_paused !== undefined && { is_paused }),
      });
      if (advance_ms !== undefined) await rehearsal.advance(advance_ms);
      return { rehearsal: rehearsal.onWire(), can_begin };
    },
  };
}
