import { describe, expect, test } from "vitest";
import {
  keyLabel,
  outcomeOf,
  SEQUENCE_MS,
  SHORTCUTS,
  takesLetters,
  type Pending,
  type Press,
} from "./shortcuts.ts";

function press(key: string, held: Partial<Press> = {}): Press {
  return { key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, ...held };
}

const calm = { isMac: false, isTyping: false, areKeysOn: true, pending: undefined, nowMs: 0 };

/** Where a run of presses, a moment apart, ends. */
function after(keys: readonly string[], around: Partial<typeof calm> = {}): string | undefined {
  let pending: Pending | undefined;
  let title: string | undefined;
  for (const key of keys) {
    const outcome = outcomeOf(press(key), { ...calm, ...around, pending });
    pending = outcome.pending;
    title = outcome.shortcut?.title;
  }
  return title;
}

describe("the table of shortcuts", () => {
  test("no keys stand for two things", () => {
    const keys = SHORTCUTS.filter(({ group }) => group !== "In lists").map((one) =>
      one.keys.join(" "),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("no single key is the beginning of a sequence too", () => {
    const firsts = SHORTCUTS.filter(({ keys }) => keys.length > 1).map(({ keys }) => keys[0]);
    const singles = SHORTCUTS.filter(({ keys }) => keys.length === 1).map(({ keys }) => keys[0]);
    expect(singles.filter((key) => firsts.includes(key))).toEqual([]);
  });

  test.each(SHORTCUTS.filter(({ effect }) => effect.kind === "go"))(
    "$keys leads to $title",
    ({ keys, title }) => {
      expect(after(keys)).toBe(title);
    },
  );
});

describe("a press", () => {
  test("of a letter does nothing while the person writes, or has switched letters off", () => {
    expect(after(["g", "b"], { isTyping: true })).toBeUndefined();
    expect(after(["?"], { isTyping: true })).toBeUndefined();
    expect(after(["g", "b"], { areKeysOn: false })).toBeUndefined();
  });

  test("with the modifier opens the palette, also in a field and with letters off", () => {
    const around = { ...calm, isTyping: true, areKeysOn: false };
    expect(outcomeOf(press("k", { ctrlKey: true }), around).shortcut?.keys).toEqual(["Mod+k"]);
    expect(
      outcomeOf(press("k", { metaKey: true }), { ...around, isMac: true }).shortcut?.keys,
    ).toEqual(["Mod+k"]);
    // Ctrl+K on a Mac deletes to the end of the line.
    expect(outcomeOf(press("k", { ctrlKey: true }), { ...around, isMac: true })).toEqual({});
    expect(outcomeOf(press("k", { ctrlKey: true, altKey: true }), around)).toEqual({});
  });

  test("with Ctrl folds the ledger on every machine, also in a field and with letters off", () => {
    for (const isMac of [true, false]) {
      const around = { ...calm, isMac, isTyping: true, areKeysOn: false };
      const shortcut = outcomeOf(press("`", { ctrlKey: true }), around).shortcut;
      expect(shortcut?.effect).toEqual({ kind: "ledger" });
      expect(outcomeOf(press("`", { metaKey: true }), around)).toEqual({});
    }
  });

  test("comes too late for a sequence after its time", () => {
    const pending = { key: "g", atMs: 0 };
    const at = (nowMs: number) => outcomeOf(press("b"), { ...calm, pending, nowMs }).shortcut;
    expect(at(SEQUENCE_MS)?.title).toBe("Batches");
    expect(at(SEQUENCE_MS + 1)).toBeUndefined();
  });

  test("that ends no sequence is taken for itself, and a held key counts once", () => {
    expect(after(["g", "x"])).toBeUndefined();
    expect(after(["g", "?"])).toBe("List the shortcuts");
    expect(after(["g", "g", "b"])).toBe("Batches");
    expect(outcomeOf(press("?", { repeat: true }), calm)).toEqual({});
  });
});

test("letters belong to what one writes in, and to nothing else", () => {
  expect(takesLetters({ tagName: "INPUT", type: "email" })).toBe(true);
  expect(takesLetters({ tagName: "textarea" })).toBe(true);
  expect(takesLetters({ tagName: "DIV", isContentEditable: true })).toBe(true);
  expect(takesLetters({ tagName: "SELECT" })).toBe(true);
  expect(takesLetters({ tagName: "INPUT", type: "checkbox" })).toBe(false);
  expect(takesLetters({ tagName: "BUTTON", type: "button" })).toBe(false);
});

test("keys are named as the keyboard has them", () => {
  expect([keyLabel("Mod+k", true), keyLabel("Mod+k", false), keyLabel("g", false)]).toEqual([
    "⌘K",
    "Ctrl K",
    "G",
  ]);
});
