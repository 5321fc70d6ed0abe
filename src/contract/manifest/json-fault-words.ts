import type { JsonFault } from "./json-fault.ts";

/** A place in a text, and where the lists and objects around it began. */
interface Place {
  readonly text: string;
  readonly at: number;
  readonly open: readonly number[];
}

const CONTROL_NAMES: Readonly<Record<string, string>> = {
  "\t": "tab",
  "\n": "line break",
  "\r": "carriage return",
  "\0": "NUL character",
};

/** Words of other languages, with what JSON has for them. */
const FOREIGN_WORDS: Readonly<Record<string, string>> = {
  None: "null",
  True: "true",
  False: "false",
  TRUE: "true",
  FALSE: "false",
  NULL: "null",
  nil: "null",
  undefined: "null",
  NaN: "null",
  Infinity: "null",
};

/** The character at a place as a message names it, such as `"x"` or "tab". */
export function shownCharacter(text: string, at: number): string {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) {
    return (
      CONTROL_NAMES[character] ?? `control character (U+${code.toString(16).padStart(4, "0")})`
    );
  }
  return character === '"' ? "'\"'" : `"${character}"`;
}

/** Why no value can begin here. */
export function valueFault(place: Place): JsonFault {
  const { text, at } = place;
  if (at >= text.length) return endFault(place);
  const character = text.charAt(at);
  const word = /^[A-Za-z_]\w{0,39}/.exec(text.slice(at, at + 40))?.[0] ?? "";
  const shared = sharedMessage(text, at);
  if (shared !== undefined) return fault(at, shared);
  const meant = Object.hasOwn(FOREIGN_WORDS, word) ? FOREIGN_WORDS[word] : undefined;
  if (meant !== undefined) return fault(at, `${word} is no value in JSON. Write ${meant}.`);
  if (word !== "") return fault(at, `${word} is no value in JSON. Text needs double quotes.`);
  if (character === ",") return fault(at, "A value is missing before this comma.");
  if (character === "}" || character === "]")
    return fault(at, `A value is missing before "${character}".`);
  if (character === "+" || character === ".") {
    return fault(at, `A number cannot begin with "${character}" in JSON.`);
  }
  return fault(at, `${shownCharacter(text, at)} cannot begin a value.`);
}

/** Why a list cannot close here. */
export function itemFault(at: number): JsonFault {
  return fault(at, 'There is a trailing comma before "]". Take the comma out.');
}

/** Why no name can begin here. */
export function nameFault(place: Place): JsonFault {
  const { text, at } = place;
  if (at >= text.length) return endFault(place);
  const shared = sharedMessage(text, at);
  if (shared !== undefined) return fault(at, shared);
  const character = text.charAt(at);
  if (character === "}")
    return fault(at, 'There is a trailing comma before "}". Take the comma out.');
  if (character === ",") return fault(at, "There is one comma too many. Take it out.");
  const word = /^[\w$]{1,40}/.exec(text.slice(at, at + 40))?.[0];
  if (word !== undefined) return fault(at, `Names need double quotes: "${word}".`);
  return fault(at, `A name in double quotes belongs here, not ${shownCharacter(text, at)}.`);
}

/** Why neither a comma nor the end of the list or object stands here. */
export function closingFault(place: Place): JsonFault {
  const { text, at, open } = place;
  if (at >= text.length) return endFault(place);
  const opened = open.at(-1) ?? 0;
  const isObject = text[opened] === "{";
  const shared = sharedMessage(text, at, false);
  if (shared !== undefined) return fault(at, shared);
  const character = text.charAt(at);
  if (character === "}" || character === "]") {
    const wanted = isObject ? "}" : "]";
    return fault(
      at,
      `"${character}" does not close the "${isObject ? "{" : "["}" of column ${opened + 1}: "${wanted}" does.`,
    );
  }
  const before = isObject ? "field" : "entry";
  return fault(
    at,
    `A comma is missing before this ${before}, or a quotation mark inside the text before it is not written as \\".`,
  );
}

/** Why nothing may follow here. */
export function trailingFault(text: string, at: number): JsonFault {
  const character = text.charAt(at);
  if (character === ",")
    return fault(at, "A comma follows the object. Lines are not joined by commas: take it out.");
  if (character === "{")
    return fault(at, "A second object follows on the same line. Put it on a line of its own.");
  if (character === "}" || character === "]")
    return fault(at, `There is one "${character}" too many.`);
  return fault(
    at,
    sharedMessage(text, at, false) ??
      `${shownCharacter(text, at)} follows the end of the value. Take it out.`,
  );
}

function endFault({ text, open }: Place): JsonFault {
  const opened = open.at(-1);
  const column = text.length + 1;
  if (opened === undefined) return { column, message: "The line ends before its value." };
  const kind = text[opened] === "{" ? "object" : "list";
  const message = `The line ends inside the ${kind} that starts at column ${opened + 1}. An item must stand on one line.`;
  return { column, message };
}

/**
 * What is wrong in the same way wherever it stands; quotation marks only where text could begin.
 */
function sharedMessage(text: string, at: number, canBeQuote = true): string | undefined {
  const character = text.charAt(at);
  if (canBeQuote && (character === "'" || character === "`"))
    return "Text needs double quotes, not single ones.";
  if ("“”„«»‘’".includes(character))
    return 'Text needs straight double quotes ("), not typographic ones.';
  if (character === "\ufeff")
    return "A byte order mark stands here, which happens when files are joined. Take it out.";
  if (character === "\u00a0") return "A no-break space stands here. Make it a plain one.";
  if (text.startsWith("//", at) || text.startsWith("/*", at) || character === "#")
    return "JSON has no comments. Take it out.";
  return undefined;
}

function fault(at: number, message: string): JsonFault {
  return { column: at + 1, message };
}
