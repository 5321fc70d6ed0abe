import { fieldPath, kindOf, quoted } from "#contract/manifest/issues.ts";
import { isRecord } from "#contract/manifest/prompt.ts";
import type { Report } from "./wire-form.ts";

const UNKNOWN = "is not known here, and is only passed on to an upstream of the same form.";

/**
 * Reads the fields of one object by name. A field of the wrong kind is reported; null counts as left out, as it does
 * in the forms themselves. `close` reports every field that nobody has read, so that none can get lost.
 */
export class FieldReader {
  readonly path: string;
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #report: Report;
  readonly #read = new Set<string>();

  constructor(fields: Readonly<Record<string, unknown>>, path: string, report: Report) {
    this.#fields = fields;
    this.path = path;
    this.#report = report;
  }

  pathOf(name: string): string {
    return fieldPath(this.path, name);
  }

  /** The value as it came; undefined when it is left out or null. */
  value(name: string): unknown {
    this.#read.add(name);
    if (!Object.hasOwn(this.#fields, name)) return undefined;
    return this.#fields[name] ?? undefined;
  }

  text(name: string): string | undefined {
    return this.#kind(name, "a string", (value) => typeof value === "string");
  }

  number(name: string): number | undefined {
    return this.#kind(name, "a number", (value) => typeof value === "number");
  }

  boolean(name: string): boolean | undefined {
    return this.#kind(name, "true or false", (value) => typeof value === "boolean");
  }

  record(name: string): Record<string, unknown> | undefined {
    return this.#kind(name, "an object", isRecord);
  }

  list(name: string): readonly unknown[] | undefined {
    return this.#kind(name, "a list", (value): value is unknown[] => Array.isArray(value));
  }

  /** One of the words; another is reported. */
  word<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    return this.#kind(name, words, (value): value is Word => words.some((word) => word === value));
  }

  /** One of the words, in a field that the form demands. */
  requiredWord<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    if (this.#isLeftOut(name)) this.report(name, "is missing.");
    return this.word(name, words);
  }

  /** A text that the form demands. */
  requiredText(name: string): string {
    const text = this.text(name);
    if (text === undefined && this.#isLeftOut(name)) this.report(name, "is missing.");
    return text ?? "";
  }

  /** A reader of the object in a field; of one without fields when there is none, silent when something else was reported. */
  inner(name: string): FieldReader {
    const fields = this.record(name);
    const isAmiss = fields === undefined && !this.#isLeftOut(name);
    return new FieldReader(fields ?? {}, this.pathOf(name), isAmiss ? () => {} : this.#report);
  }

  /** Reports a field; `why` follows its path in the message. */
  report(name: string, why: string): void {
    const path = this.pathOf(name);
    this.#report(path, `${path} ${why}`);
  }

  /** Passes by fields that have no effect on the answer. */
  drop(names: Iterable<string>): void {
    for (const name of names) this.#read.add(name);
  }

  /** Passes by a field that says no more than the form does without it. */
  dropIf(name: string, saysNothing: (value: unknown) => boolean): void {
    if (Object.hasOwn(this.#fields, name) && saysNothing(this.#fields[name])) this.#read.add(name);
  }

  /** Reports each field that was given and has not been read, with the reason where one is known. */
  close(reasons: Readonly<Record<string, string>> = {}): void {
    for (const [name, value] of Object.entries(this.#fields)) {
      if (value === null || this.#read.has(name)) continue;
      this.report(name, Object.hasOwn(reasons, name) ? (reasons[name] ?? UNKNOWN) : UNKNOWN);
    }
  }

  #isLeftOut(name: string): boolean {
    return !Object.hasOwn(this.#fields, name) || this.#fields[name] === null;
  }

  #kind<Value>(
    name: string,
    wanted: string | readonly string[],
    isWanted: (value: unknown) => value is Value,
  ): Value | undefined {
    const value = this.value(name);
    if (value === undefined || isWanted(value)) return value;
    const found = typeof value === "string" ? quoted(value) : kindOf(value);
    const listed = typeof wanted === "string" ? wanted : wanted.map(quoted).join(", ");
    this.report(name, `is ${found}. Only ${listed} can be translated.`);
    return undefined;
  }
}

/** A reader of each object of a list; whatever is no object is reported. */
export function readersOf(list: readonly unknown[], path: string, report: Report): FieldReader[] {
  return list.flatMap((entry, index) => {
    const place = `${path}[${index}]`;
    if (isRecord(entry)) return [new FieldReader(entry, place, report)];
    report(place, `${place} is ${kindOf(entry)}. Only an object can be translated.`);
    return [];
  });
}
