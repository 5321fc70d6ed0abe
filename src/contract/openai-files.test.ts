import { expect, test } from "vitest";
import { ErrorFileId, OpenaiFileId, OutputFileId } from "./openai-files.ts";
import { newId } from "./primitives.ts";

const rest = newId("batch", 0).slice(4);

test("a batch's two files have ids of their own, made of the batch's", () => {
  expect(OutputFileId.parse(`file_output_${rest}`)).toBe(`file_output_${rest}`);
  expect(ErrorFileId.parse(`file_errors_${rest}`)).toBe(`file_errors_${rest}`);
  const messageOf = (schema: typeof OutputFileId, text: string) =>
    schema.safeParse(text).error?.issues[0]?.message;
  for (const text of [`file_errors_${rest}`, `xfile_output_${rest}`, `file_output_${rest}0`])
    expect(messageOf(OutputFileId, text)).toBe("Expected an id like file_output_…");
  for (const text of [`file_output_${rest}`, `xfile_errors_${rest}`, `file_errors_${rest}0`])
    expect(messageOf(ErrorFileId, text)).toBe("Expected an id like file_errors_…");
});

test("an OpenAI client may read input, output and error files, and nothing else", () => {
  for (const id of [newId("file", 0), `file_output_${rest}`, `file_errors_${rest}`])
    expect(OpenaiFileId.safeParse(id).success).toBe(true);
  for (const id of [newId("batch", 0), `file_input_${rest}`, "file_output_", ""])
    expect(OpenaiFileId.safeParse(id).success).toBe(false);
});
