import type { Batch } from "#contract/batches.ts";
import type { Client } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { streamOfCall } from "../artifact-streams.ts";

/** The input of a batch as it was uploaded, as a stream. */
export function openInput(
  client: Client,
  { input_file_id }: Pick<Batch, "input_file_id">,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const params = { id: input_file_id };
  return streamOfCall(
    (options) => client.call(contract.files.content, { params }, options),
    signal,
  );
}
