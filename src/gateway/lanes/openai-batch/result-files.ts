import { isRecord } from "#contract/manifest/prompt.ts";
import type { UpstreamAnswer } from "../batch-lane.ts";
import { failureOfHandling } from "../provider/ask-for-record.ts";
import type { BatchProvider } from "../provider/batch-provider.ts";
import { linesOfProvider } from "../provider/provider-lines.ts";
import type { BatchObject } from "./batch-object.ts";

/** The answers of a batch, then its failures, each as its line; a line that names no item is passed over. */
export async function* answersOf(
  { output_file_id, error_file_id }: BatchObject,
  { access, connection }: BatchProvider,
  signal: AbortSignal,
): AsyncGenerator<UpstreamAnswer, void> {
  for (const file_id of [output_file_id, error_file_id]) {
    if (typeof file_id !== "string" || file_id === "") continue;
    const path = `/files/${encodeURIComponent(file_id)}/content`;
    const lines = linesOfProvider(access, connection, { method: "GET", path }, signal, (reply) =>
      failureOfHandling(reply, connection, access.now()),
    );
    for await (const text of lines) {
      const id = customIdOf(text);
      if (id !== null) yield { id, text };
    }
  }
}

function customIdOf(text: string): string | null {
  try {
    const line: unknown = JSON.parse(text);
    return isRecord(line) && typeof line.custom_id === "string" ? line.custom_id : null;
  } catch {
    return null;
  }
}
