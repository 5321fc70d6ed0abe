import {
  closingFault,
  itemFault,
  nameFault,
  trailingFault,
  valueFault,
} from "./json-fault-words.ts";
import { readNumber, readString } from "./json-fault-scalars.ts";

/** Where a text stops being JSON and how to mend it. */
export interface JsonFault {
  /** Counted from 1, in UTF-16 units. */
  column: number;
  message: string;
}

/**
 * What may come next: a value, the first or a further entry of a list or object, or what follows a
 * value.
 */
type Expected = "value" | "first item" | "first name" | "name" | "next" | "nothing";

const BLANKS = new Set([" ", "\t", "\n", "\r"]);
const LITERALS = ["true", "false", "null"];

/**
 * The first fault of a text that is not JSON, or undefined when it is JSON. The engines word their
 * errors each in its own way, some without a position; this says the same in the browser and in the
 * gateway.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  const search: Search = { text, at: 0, open: [] };
  let expected: Expected = "value";
  for (;;) {
    while (BLANKS.has(text[search.at] ?? "")) search.at += 1;
    const step = takeStep(search, expected);
    if (typeof step === "object") return step;
    if (step === "nothing") return undefined;
    expected = step;
  }
}

/**
 * How far the text has been read; `open` holds where each list and object that is not closed began.
 */
interface Search {
  readonly text: string;
  at: number;
  readonly open: number[];
}

function takeStep(search: Search, expected: Expected): Expected | JsonFault {
  const character = search.text[search.at];
  switch (expected) {
    case "value":
      return takeValue(search);
    case "first item":
      return character === "]" ? close(search) : takeValue(search);
    case "first name":
      return character === "}" ? close(search) : takeName(search);
    case "name":
      return takeName(search);
    default:
      return takeNext(search);
  }
}

function close(search: Search): Expected {
  search.open.pop();
  search.at += 1;
  return "next";
}

function takeValue(search: Search): Expected | JsonFault {
  const { text, at, open } = search;
  const character = text[at] ?? "";
  if (character === "{" || character === "[") {
    open.push(at);
    search.at += 1;
    return character === "{" ? "first name" : "first item";
  }
  if (character === '"') return takeScalar(search, readString(text, at));
  if (character === "-" || (character >= "0" && character <= "9")) {
    return takeScalar(search, readNumber(text, at));
  }
  const literal = LITERALS.find((word) => text.startsWith(word, at));
  if (literal !== undefined) return takeScalar(search, at + literal.length);
  return isAfterComma(search) && character === "]" ? itemFault(at) : valueFault(search);
}

/** A scalar's reader gives the place behind it, or what is wrong inside it. */
function takeScalar(search: Search, end: number | JsonFault): Expected | JsonFault {
  if (typeof end === "object") return end;
  search.at = end;
  return "next";
}

function takeName(search: Search): Expected | JsonFault {
  const { text, at } = search;
  if (text[at] !== '"') return nameFault(search);
  const end = readString(text, at);
  if (typeof end === "object") return end;
  search.at = end;
  while (BLANKS.has(text[search.at] ?? "")) search.at += 1;
  if (text[search.at] !== ":") {
    const name = text.slice(at, Math.min(end, at + 40));
    return { column: search.at + 1, message: `A colon is missing after the name ${name}.` };
  }
  search.at += 1;
  return "value";
}

function takeNext(search: Search): Expected | JsonFault {
  const { text, at, open } = search;
  const opened = open.at(-1);
  if (opened === undefined) return at === text.length ? "nothing" : trailingFault(text, at);
  const isObject = text[opened] === "{";
  if (text[at] === ",") {
    search.at += 1;
    return isObject ? "name" : "value";
  }
  return text[at] === (isObject ? "}" : "]") ? close(search) : closingFault(search);
}

function isAfterComma({ text, at }: Search): boolean {
  let before = at - 1;
  while (before > 0 && BLANKS.has(text[before] ?? "")) before -= 1;
  return text[before] === ",";
}
