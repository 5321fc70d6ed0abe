import { describe, expect, it } from "vitest";
import { attachmentNamed, safeFilename } from "./file-name.ts";

describe("a file's name", () => {
  it("keeps the last path segment and nothing that a screen or a text column should not get", () => {
    expect(
      ["../../etc/passwd", "C:\\in\\q1 é.jsonl", "a\u0000b\u202Ec\uD800.jsonl", "..", "", null].map(
        safeFilename,
      ),
    ).toEqual(["passwd", "q1 é.jsonl", "abc.jsonl", "input.jsonl", "input.jsonl", "input.jsonl"]);
    expect([...safeFilename("😀".repeat(300))]).toHaveLength(200);
  });

  it("cannot break out of its header, and any name arrives whole", () => {
    expect(attachmentNamed("q\"1\\ é'.jsonl")).toBe(
      `attachment; filename="q_1_ __.jsonl"; filename*=UTF-8''q%221%5C%20%C3%A9%27.jsonl`,
    );
  });
});
