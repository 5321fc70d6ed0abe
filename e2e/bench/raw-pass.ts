import { createReadStream, createWriteStream } from "node:fs";
import { once } from "node:events";
import { createLineSplitter } from "#contract/manifest/lines.ts";

const LONGEST_LINE_BYTES = 4 * 1024 ** 2;
const BLOCK_CHARACTERS = 256 * 1024;
const ANSWER =
  "Yes. The parcel left on Tuesday, and the refund of 42 euros goes to the new account.";

/**
 * The limit of a lifecycle: one process that reads the input, parses each line, makes a line of a result for it and writes
 * that. Gives how many milliseconds it took.
 */
export async function rawPassMs(inputPath: string, outputPath: string): Promise<number> {
  const startedAt = performance.now();
  const output = createWriteStream(outputPath);
  const decoder = new TextDecoder();
  let block = "";
  const splitter = createLineSplitter({
    maxLineBytes: LONGEST_LINE_BYTES,
    onLine: (bytes) => {
      const { customer_item_id, model } = JSON.parse(decoder.decode(bytes));
      const body = {
        model,
        choices: [{ index: 0, message: { role: "assistant", content: ANSWER } }],
        usage: { prompt_tokens: 120, completion_tokens: 21, total_tokens: 141 },
      };
      block += `${JSON.stringify({ custom_id: customer_item_id, response: { status_code: 200, body }, error: null })}\n`;
    },
    onLongLine: () => {
      throw new Error("A line is too long.");
    },
  });
  for await (const chunk of createReadStream(inputPath, { highWaterMark: 256 * 1024 })) {
    splitter.push(chunk);
    if (block.length < BLOCK_CHARACTERS) continue;
    if (!output.write(block)) await once(output, "drain");
    block = "";
  }
  splitter.end();
  output.end(block);
  await once(output, "finish");
  return performance.now() - startedAt;
}
