import { paths } from "../../paths.ts";

/** What a shortcut does when its keys are pressed; `elsewhere`: the part itself listens, and only the list is here. */
type ShortcutEffect =
  | { kind: "go"; to: string }
  | { kind: "open"; dialog: "palette" | "shortcuts" }
  | { kind: "ledger" }
  | { kind: "times" }
  | { kind: "present" }
  | { kind: "elsewhere" };

/** Keys and what they do. */
export interface Shortcut {
  /** Pressed one after the other; `Mod` is ⌘ on a Mac and Ctrl elsewhere. */
  keys: readonly string[];
  title: string;
  group: "Go to" | "Anywhere" | "In lists" | "In a play";
  effect: ShortcutEffect;
}

function go(key: string, title: string, to: string): Shortcut {
  return { keys: ["g", key], title, group: "Go to", effect: { kind: "go", to } };
}

/** Every shortcut of the console, once: the list that `?` shows, and what the keys do. */
export const SHORTCUTS: readonly Shortcut[] = [
  {
    keys: ["Mod+k"],
    title: "Search or run a command",
    group: "Anywhere",
    effect: { kind: "open", dialog: "palette" },
  },
  {
    keys: ["?"],
    title: "List the shortcuts",
    group: "Anywhere",
    effect: { kind: "open", dialog: "shortcuts" },
  },
  {
    keys: ["/"],
    title: "Search the reference",
    group: "Anywhere",
    effect: { kind: "go", to: paths.docs("", "search") },
  },
  {
    keys: ["Ctrl+`"],
    title: "Open or fold the ledger",
    group: "Anywhere",
    effect: { kind: "ledger" },
  },
  {
    keys: ["t"],
    title: "Times: relative, local, UTC",
    group: "Anywhere",
    effect: { kind: "times" },
  },
  {
    keys: ["Mod+."],
    title: "Presenter mode on or off",
    group: "Anywhere",
    effect: { kind: "present" },
  },
  {
    keys: ["Space"],
    title: "Pause or resume the play",
    group: "In a play",
    effect: { kind: "elsewhere" },
  },
  {
    keys: ["→"],
    title: "Play one step, then pause",
    group: "In a play",
    effect: { kind: "elsewhere" },
  },
  {
    keys: ["Esc"],
    title: "End the play; then leave presenter mode",
    group: "In a play",
    effect: { kind: "elsewhere" },
  },
  go("h", "Overview", paths.home()),
  go("k", "API keys", paths.apiKeys()),
  go("q", "Quote", paths.quote()),
  go("b", "Batches", paths.batches()),
  go("f", "Files", paths.files()),
  go("w", "Webhooks", paths.webhooks()),
  go("a", "Agent loop", paths.agentRuns()),
  go("d", "Reference", paths.docs()),
  {
    keys: ["j"],
    title: "Next row",
    group: "In lists",
    effect: { kind: "elsewhere" },
  },
  {
    keys: ["k"],
    title: "Row before",
    group: "In lists",
    effect: { kind: "elsewhere" },
  },
  {
    keys: ["Enter"],
    title: "Open the row",
    group: "In lists",
    effect: { kind: "elsewhere" },
  },
];

/** How long a first key waits for its second. */
export const SEQUENCE_MS = 1_500;

/** The key that was pressed and may begin a sequence. */
export interface Pending {
  key: string;
  atMs: number;
}

/** What is needed of a key press. */
export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  /** Held down: a repeat presses nothing anew. */
  repeat: boolean;
}

interface Circumstances {
  isMac: boolean;
  /** The person writes: the focus is in a field. */
  isTyping: boolean;
  /** Single keys do something; with a modifier they always do. */
  areKeysOn: boolean;
  pending: Pending | undefined;
  nowMs: number;
}

/** What a press leads to: a shortcut, or a first key that waits for its second, or nothing. */
export interface Outcome {
  shortcut?: Shortcut;
  pending?: Pending;
}

const NOTHING: Outcome = {};

/** The outcome of a press. Letters do nothing while the person writes or has switched them off. */
export function outcomeOf(press: Press, circumstances: Circumstances): Outcome {
  const { isMac, isTyping, areKeysOn, pending, nowMs } = circumstances;
  if (press.repeat) return NOTHING;
  const modified = press.altKey ? NOTHING : withModifier(press, isMac);
  if (modified.shortcut !== undefined) return modified;
  if (press.ctrlKey || press.metaKey || press.altKey || isTyping || !areKeysOn) return NOTHING;
  const isAwaited = pending !== undefined && nowMs - pending.atMs <= SEQUENCE_MS;
  const sequence = isAwaited ? found([pending.key, press.key]) : NOTHING;
  if (sequence.shortcut !== undefined) return sequence;
  const isFirst = SHORTCUTS.some(({ keys }) => keys.length > 1 && keys[0] === press.key);
  return isFirst ? { pending: { key: press.key, atMs: nowMs } } : found([press.key]);
}

/** Ctrl itself on every machine, or the modifier of this one. */
function withModifier({ key, ctrlKey, metaKey }: Press, isMac: boolean): Outcome {
  if (ctrlKey === metaKey) return NOTHING;
  const own = isMac ? metaKey : ctrlKey;
  const asMod = own ? found([`Mod+${key.toLowerCase()}`]) : NOTHING;
  return asMod.shortcut !== undefined || metaKey ? asMod : found([`Ctrl+${key.toLowerCase()}`]);
}

function found(keys: readonly string[]): Outcome {
  const shortcut = SHORTCUTS.find(
    (one) => one.effect.kind !== "elsewhere" && one.keys.join(" ") === keys.join(" "),
  );
  return shortcut === undefined ? NOTHING : { shortcut };
}

/** A key as it stands on the keyboard of the person. */
export function keyLabel(key: string, isMac: boolean): string {
  return key
    .split("+")
    .map((part) => {
      if (part === "Mod") return isMac ? "⌘" : "Ctrl";
      return part.length === 1 ? part.toUpperCase() : part;
    })
    .join(isMac ? "" : " ");
}

/** What is needed of the element with the focus. */
interface Focused {
  tagName: string;
  type?: string | undefined;
  isContentEditable?: boolean | undefined;
  role?: string | null | undefined;
}

const PRESSED_TYPES = new Set(["button", "checkbox", "radio", "submit", "reset", "range", "file"]);
const WRITTEN_ROLES = new Set(["textbox", "searchbox", "combobox", "spinbutton"]);

/** Whether letters typed at this element are its own. */
export function takesLetters({ tagName, type, isContentEditable, role }: Focused): boolean {
  if (isContentEditable === true) return true;
  if (role !== null && role !== undefined && WRITTEN_ROLES.has(role)) return true;
  const tag = tagName.toUpperCase();
  if (tag === "TEXTAREA" || tag === "SELECT") return true;
  return tag === "INPUT" && !PRESSED_TYPES.has(type ?? "text");
}
