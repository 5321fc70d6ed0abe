import type { ProviderAccess } from "./ask-provider.ts";
import type { BatchSettings, LaneConnection } from "./lane-connection.ts";

/** All that asking a provider about batches takes. */
export interface BatchProvider {
  access: ProviderAccess;
  connection: LaneConnection;
  batch: BatchSettings;
}

/** A batch lane's provider; one without settings for batches is a mistake of the program's. */
export function batchProvider(access: ProviderAccess, connection: LaneConnection): BatchProvider {
  const { lane_id, batch } = connection;
  if (batch === null) throw new TypeError(`${lane_id} is handed no batches.`);
  return { access, connection, batch };
}
