import type { ArtifactKind, Batch } from "#contract/batches.ts";
import type { CallOptions, Client } from "#contract/client.ts";
import { contract } from "#contract/index.ts";

/** The answer of a call as a stream: the client sees to credentials, errors and the ledger, the bytes pass it by. */
export async function streamOfCall(
  call: (options: CallOptions) => Promise<Blob>,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  let body: ReadableStream<Uint8Array> | undefined;
  const rest = await call({
    signal,
    transport: async (url, init) => {
      const response = await fetch(url, init);
      if (!response.ok || response.body === null) return response;
      body = response.body;
      const { status, statusText, headers } = response;
      return new Response(null, { status, statusText, headers });
    },
  });
  return body ?? rest.stream();
}

/** How to call for an artifact of a batch, once a signed link to it was given. */
export async function artifactCall(
  client: Client,
  id: Batch["id"],
  kind: ArtifactKind,
  signal: AbortSignal,
): Promise<(options: CallOptions) => Promise<Blob>> {
  const link = await client.call(
    contract.batches.artifactUrl,
    { params: { id }, query: { kind } },
    { signal },
  );
  const signed = new URL(link.url, window.location.href).searchParams;
  const query = {
    expires: Number(signed.get("expires")),
    signature: signed.get("signature") ?? "",
  };
  return (options) =>
    client.call(contract.batches.artifact, { params: { id, kind }, query }, options);
}

/** The artifacts that a batch which has ended does have. */
export function artifactKinds({
  output_file_url,
  error_file_url,
}: Pick<Batch, "output_file_url" | "error_file_url">): ArtifactKind[] {
  const kinds: ArtifactKind[] = [];
  if (output_file_url !== null) kinds.push("output");
  if (error_file_url !== null) kinds.push("errors");
  return kinds;
}
