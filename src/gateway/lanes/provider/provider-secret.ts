import { inspect } from "node:util";

const HIDDEN = "«hidden»";

/** A provider's key: whatever prints, logs or serialises it gets a mark in its place. */
export class ProviderSecret {
  /** The environment variable that holds it, fit to be told. */
  readonly variable: string;
  readonly #value: string;

  constructor(variable: string, value: string) {
    this.variable = variable;
    this.#value = value;
  }

  /** False only where a command looks at lanes whose key is not there; no gateway starts with such a lane. */
  get isSet(): boolean {
    return this.#value !== "";
  }

  /** The key itself, for the request's header alone. */
  reveal(): string {
    return this.#value;
  }

  /** A text of the provider's in which it may have said the key again, without it. */
  hideIn(text: string): string {
    return text.replaceAll(this.#value, HIDDEN);
  }

  toJSON(): string {
    return HIDDEN;
  }

  toString(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
