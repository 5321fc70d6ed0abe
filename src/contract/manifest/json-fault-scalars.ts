import type { JsonFault } from "./json-fault.ts";
import { shownCharacter } from "./json-fault-words.ts";

const WRITTEN_AS: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const HEX_DIGITS = /^[0-9a-fA-F]{4}$/;

/** Reads the string that starts at `start`: the place behind it, or the first fault inside it. */
export function readString(text: string, start: number): number | JsonFault {
  let at = start + 1;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === '"') return at + 1;
    if (character < " ") {
      const written = WRITTEN_AS[character];
      const fix = written === undefined ? "take it out" : `write ${written}`;
      return {
        column: at + 1,
        message: `A raw ${shownCharacter(text, at)} stands in a string: ${fix}.`,
      };
    }
    if (character !== "\\") {
      at += 1;
      continue;
    }
    const end = readEscape(text, at);
    if (typeof end === "object") return end;
    at = end;
  }
  const message = `The string that starts at column ${start + 1} is not closed: a quotation mark is missing, or a line break stands in it (write \\n).`;
  return { column: text.length + 1, message };
}

function readEscape(text: string, at: number): number | JsonFault {
  const kind = text[at + 1] ?? "";
  if (kind === "u") {
    if (HEX_DIGITS.test(text.slice(at + 2, at + 6))) return at + 6;
    return { column: at + 1, message: "\\u needs four hexadecimal digits after it." };
  }
  if (kind !== "" && '"\\/bfnrt'.includes(kind)) return at + 2;
  const message =
    kind === ""
      ? "The line ends behind a backslash."
      : `\\${kind} is no escape in JSON. For a backslash write \\\\.`;
  return { column: at + 1, message };
}

/** Reads the number that starts at `start`: the place behind it, or how it should be written. */
export function readNumber(text: string, start: number): number | JsonFault {
  NUMBER.lastIndex = start;
  const length = NUMBER.exec(text)?.[0].length ?? 0;
  const end = start + length;
  const next = text[end] ?? "";
  if (length > 0 && !/[\w.+-]/.test(next)) return end;
  return { column: start + 1, message: numberMessage(text, start) };
}

function numberMessage(text: string, start: number): string {
  const written = /^[\w.+-]+/.exec(text.slice(start, start + 32))?.[0] ?? "";
  if (written === "-Infinity")
    return "-Infinity is no value in JSON. Write null or leave the field out.";
  if (/^-?0\d/.test(written))
    return `${written} has a leading zero. Take it off, or put the value in quotes.`;
  if (/^-?\d+\.$/.test(written)) return `${written} needs a digit after the point.`;
  return `${written} is no number in JSON. For text, put it in double quotes.`;
}
