/** A native line for tests, line end included. */
export function nativeLine(id: string, text = "Say hi.", model = "gpt-4o-mini"): string {
  return `${JSON.stringify({ customer_item_id: id, operation: "responses", model, input: { input: text } })}\n`;
}

/** A body that is generated while it is read: `lines` native lines of about `lineBytes` bytes, in chunks of a thousand. */
export function generatedLines(lines: number, lineBytes: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const filler = "word ".repeat(Math.ceil(lineBytes / 5));
  let next = 0;
  return new ReadableStream({
    pull(controller) {
      let text = "";
      const end = Math.min(next + 1_000, lines);
      for (; next < end; next += 1) text += nativeLine(`item-${next}`, filler);
      if (text !== "") controller.enqueue(encoder.encode(text));
      if (next === lines) controller.close();
    },
  });
}

/** A POST with this body, streamed where it is a stream. */
export function uploadRequest(
  body: RequestInit["body"],
  headers: Record<string, string>,
  signal?: AbortSignal,
): Request {
  const init = {
    method: "POST",
    body: body ?? null,
    headers,
    duplex: "half",
    ...(signal === undefined ? {} : { signal }),
  };
  // Node needs `duplex` for a streamed body; the DOM's types do not know it yet.
  return new Request("http://gateway/v1/files", init as RequestInit);
}
