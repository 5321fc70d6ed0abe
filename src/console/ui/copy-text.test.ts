import { expect, test } from "vitest";
import { type ClipboardHost, copyText } from "./copy-text.ts";

type Copied = { way: "write" | "selection"; text: string }[];

function host(
  write: "works" | "refuses" | "missing",
  selection: boolean | "throws",
  copied: Copied,
): ClipboardHost {
  const writers = {
    missing: undefined,
    refuses: async () => {
      throw new DOMException("Document is not focused.", "NotAllowedError");
    },
    works: async (text: string) => {
      copied.push({ way: "write", text });
    },
  };
  return {
    write: writers[write],
    copySelection: (text) => {
      if (selection === "throws") throw new Error("not supported");
      if (selection) copied.push({ way: "selection", text });
      return selection;
    },
  };
}

test("copies by the clipboard where it works, and only once", async () => {
  const copied: Copied = [];
  expect(await copyText("bat_1", host("works", true, copied))).toBe(true);
  expect(copied).toEqual([{ way: "write", text: "bat_1" }]);
});

test.each(["missing", "refuses"] as const)(
  "copies by a selection where the clipboard is %s",
  async (write) => {
    const copied: Copied = [];
    expect(await copyText("bat_1", host(write, true, copied))).toBe(true);
    expect(copied).toEqual([{ way: "selection", text: "bat_1" }]);
  },
);

test.each([false, "throws"] as const)(
  "says that nothing was copied when the last way answers %s",
  async (selection) => {
    expect(await copyText("bat_1", host("missing", selection, []))).toBe(false);
  },
);
