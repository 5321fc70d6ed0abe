import { expect, test } from "vitest";
import { hereDocument, markValues, shellComment, shellDoubleQuoted } from "./shell-text.ts";

test("the shell reads nothing in a text but the marked variables", () => {
  const marked = markValues('say "$HOME" `id` \\ bat_1', new Map([["bat_1", "BATCH_1"]]));
  expect(shellDoubleQuoted(marked)).toBe('"say \\"\\$HOME\\" \\`id\\` \\\\ ${BATCH_1}"');
  expect(hereDocument(marked, "JSON")).toBe('<<JSON\nsay "\\$HOME" \\`id\\` \\\\ ${BATCH_1}\nJSON');
});

test("of two values the longer one is put in, where it holds the shorter", () => {
  const names = new Map([
    ["inbox_1", "INBOX"],
    ["http://a/inbox_1/hook", "URL"],
  ]);
  expect(shellDoubleQuoted(markValues("http://a/inbox_1/hook inbox_1", names))).toBe(
    '"${URL} ${INBOX}"',
  );
});

test("no text gets out of a comment", () => {
  expect(shellComment("a\nrm -rf /\r\u2028b")).toBe("# a rm -rf / b");
});
