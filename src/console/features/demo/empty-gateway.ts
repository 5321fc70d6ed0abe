import { contract } from "#contract/index.ts";
import { clearLedger } from "../../api/ledger.ts";
import { getCredentials, keepCredentials } from "../../environments/credentials.ts";
import { forgetTab } from "../../environments/tab-store.ts";
import type { Show } from "./demo-address.ts";
import type { Caller } from "./play-context.ts";

/**
 * Empties the gateway and what this tab knows of it; with a show, a rehearsal begins on the empty gateway. Where that fails
 * the tab stays signed in.
 */
export async function emptyGateway(caller: Caller, show?: Show): Promise<void> {
  const { client, environmentId, queries } = caller;
  const kept = getCredentials(environmentId);
  // First of all, so that nothing on the page asks with a session that is about to end.
  forgetTab(environmentId);
  await queries.cancelQueries({ queryKey: [environmentId] });
  // The ledger begins with the call that empties the gateway.
  clearLedger(environmentId);
  try {
    await client.call(contract.local.reset, {
      body: { confirm: "reset", ...(show === undefined ? {} : { rehearsal: show }) },
    });
  } catch (error) {
    keepCredentials(environmentId, kept);
    throw error;
  }
  await queries.resetQueries({ queryKey: [environmentId] });
}
