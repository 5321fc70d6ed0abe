import { loadCatalog } from "../../catalog/catalog.ts";
import type { Config } from "../../config.ts";
import { createCheckableLanes } from "../../lanes/check/checkable-lanes.ts";
import { loadLanes } from "../../lanes/configured/load-lanes.ts";
import { createLaneEgress } from "../../lanes/provider/lane-egress.ts";
import { DEFAULT_SANDBOX_SETTINGS } from "../../local/sandbox-settings.ts";
import { CommandFailed } from "../command-failed.ts";
import type { CommandSetting } from "../run-command.ts";
import { listLanes } from "./list-lanes.ts";
import { sendToLanes } from "./send-to-lanes.ts";

interface LanesCall {
  isJson: boolean;
  isSending: boolean;
  /** Null for every lane. */
  lane_id: string | null;
}

/**
 * Lists the lanes that a gateway with these settings would run with, or sends an item to them. Opens no database, so it works
 * beside a running gateway; what that one's sandbox is set to, it does not know.
 */
export async function runLanes(
  { environment, output }: Pick<CommandSetting, "environment" | "output">,
  {
    allowedTargets,
    catalogFile,
    lanesFile,
  }: Pick<Config, "allowedTargets" | "catalogFile" | "lanesFile">,
  { isJson, isSending, lane_id }: LanesCall,
): Promise<number> {
  const { catalog, connections } = await loadLanes(
    lanesFile,
    await loadCatalog(catalogFile ?? undefined),
    environment,
    { mayLackKeys: true },
  );
  const lanes = createCheckableLanes(catalog, {
    settings: () => DEFAULT_SANDBOX_SETTINGS,
    connections,
    access: { open: createLaneEgress(allowedTargets).open, now: () => new Date() },
  });
  if (!isSending) {
    listLanes(output, [...lanes.values()], isJson);
    return 0;
  }
  if (lane_id === null) return sendToLanes(output, [...lanes.values()], isJson);
  const lane = lanes.get(lane_id);
  if (lane === undefined)
    throw new CommandFailed(
      `There is no lane ${lane_id}; there are ${[...lanes.keys()].join(", ")}.`,
    );
  return sendToLanes(output, [lane], isJson);
}
