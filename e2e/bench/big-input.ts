/** An input that is made while it is sent. */
export interface BigInput {
  lines: number;
  /** Of a line, its line end counted. */
  lineBytes: number;
}

const MODEL = "gpt-4o-mini";
const LINES_PER_CHUNK_BYTES = 256 * 1024;
const WORDS =
  "the order from march was late and nobody answered when we asked about it again so please check what happened to the parcel " +
  "and tell us whether the refund of 42 euros has been sent to the old account or the new one before friday because ";

/** The id of a line, counted from 0; all have one length, so that lines have. */
export function bigInputId(line: number): string {
  return `item-${String(line).padStart(7, "0")}`;
}

/** The place of a line by its id; -1 for what is no such id. */
export function placeOfBigInputId(id: string): number {
  return /^item-\d{7}$/.test(id) ? Number(id.slice(5)) : -1;
}

/** Native lines of exactly so many bytes, their texts unlike each other, in chunks of some 256 KiB. */
export function* bigInputChunks({ lines, lineBytes }: BigInput): Generator<Uint8Array> {
  const head = (id: string): string => `{"customer_item_id":"${id}","operation":"responses",`;
  const model = `"model":"${MODEL}","max_output_tokens":64,"input":{"messages":[{"role":"user","content":"`;
  const tail = `"}]}}\n`;
  const room = lineBytes - head(bigInputId(0)).length - model.length - tail.length;
  if (room < 1) throw new RangeError(`A line of ${lineBytes} bytes has no room for a text.`);
  const text = WORDS.repeat(Math.ceil((room + WORDS.length) / WORDS.length));
  const linesPerChunk = Math.max(1, Math.floor(LINES_PER_CHUNK_BYTES / lineBytes));
  for (let from = 0; from < lines; from += linesPerChunk) {
    let chunk = "";
    for (let line = from; line < Math.min(from + linesPerChunk, lines); line += 1) {
      const start = (line * 7) % WORDS.length;
      chunk += head(bigInputId(line)) + model + text.slice(start, start + room) + tail;
    }
    yield Buffer.from(chunk, "latin1");
  }
}

/** The same as the body of a request. */
export function bigInputStream(input: BigInput): ReadableStream<Uint8Array> {
  const chunks = bigInputChunks(input);
  return new ReadableStream(
    {
      pull(controller) {
        const { done, value } = chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
}
