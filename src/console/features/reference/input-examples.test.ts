import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import { createManifestValidator } from "#contract/manifest/validator.ts";
import { expect, test } from "vitest";
import { issueExamples } from "./issue-examples.ts";
import { LINE_EXAMPLES } from "./line-examples.ts";

test.each(LINE_EXAMPLES)("the line “$title” passes the validator as $format", (example) => {
  const issues: unknown[] = [];
  const validator = createManifestValidator({ onIssue: (issue) => issues.push(issue) });
  validator.push(new TextEncoder().encode(JSON.stringify(example.line)));
  expect(validator.end()).toMatchObject({ line_count: 1, format: example.format });
  expect(issues).toEqual([]);
});

test("every kind of fault has a sentence of the validator's own", () => {
  expect(issueExamples().filter(({ message }) => message === "")).toEqual([]);
});

test("a limit is named as it holds, not as it was drawn to show the fault", () => {
  const messages = new Map(issueExamples().map(({ code, message }) => [code, message]));
  expect(messages.get("too_many_lines")).toContain(
    MANIFEST_LIMITS.maxLines.toLocaleString("en-US"),
  );
  expect(messages.get("file_too_large")).toContain(
    MANIFEST_LIMITS.maxFileBytes.toLocaleString("en-US"),
  );
});
