// What a byte is to the estimate of tokens.
export const BLANK = 0;
export const MARK = 1;
const OTHER = 2;
export const DIGIT = 3;
export const LOWERCASE = 4;
export const LINE_FEED = 5;
/** Not for the automaton. */
export const STOP = 6;
/** Stands for the second of two bytes where there is only one. */
export const ALONE = 7;

/** The number of kinds, and of pairs of them. */
export const KINDS = 8;
export const COLUMNS = KINDS * KINDS;

export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;

/** How bytes are read: the kind of each byte, and for each two that lie in memory as 16 bits the column of their pair. */
export interface ByteReading {
  readonly kinds: Uint8Array;
  readonly columns: Uint8Array;
}

/** Text as it stands. Characters beyond ASCII stop. */
export const PLAIN = reading(kindOf);

/** Text as it stands within a JSON string, which its quote ends. Escapes stop as well, and what may not stand there. */
export const WITHIN_JSON = reading((code) =>
  code < 0x20 || code === QUOTE || code === BACKSLASH ? STOP : kindOf(code),
);

/** The column of two bytes' kinds. */
export function columnOf(first: number, second: number): number {
  return first * KINDS + second;
}

/** Whether a byte of this kind belongs to a word; all beyond ASCII do. */
export function isOfWord(kind: number): boolean {
  return kind !== BLANK && kind !== MARK && kind !== LINE_FEED;
}

function kindOf(code: number): number {
  if (code >= 0x80) return STOP;
  const character = String.fromCharCode(code);
  if (character === "\n") return LINE_FEED;
  if (/\s/.test(character)) return BLANK;
  if (/[.,!?;(){}[\]<>:/\\|@#$%^&*+=`~_"-]/.test(character)) return MARK;
  if (/\d/.test(character)) return DIGIT;
  return /[a-z]/.test(character) ? LOWERCASE : OTHER;
}

function reading(kindOfByte: (code: number) => number): ByteReading {
  const kinds = Uint8Array.from({ length: 256 }, (_, code) => kindOfByte(code));
  const columns = new Uint8Array(256 * 256);
  // In this machine's order of bytes, whichever that is.
  const bytes = new Uint8Array(2);
  const pair = new Uint16Array(bytes.buffer);
  for (let first = 0; first < 256; first += 1) {
    for (let second = 0; second < 256; second += 1) {
      bytes.set([first, second]);
      columns[pair[0] ?? 0] = columnOf(kinds[first] ?? STOP, kinds[second] ?? STOP);
    }
  }
  return { kinds, columns };
}
