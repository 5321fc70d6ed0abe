import { problem } from "./problem.ts";

/** Smaller bodies are bounded by the number of requests. */
const SMALL_BYTES = 64 * 1024;
const RETRY_SECONDS = 1;

/** What a body takes of the room. */
export interface BodyPlace {
  /** Takes room for all of a body that has come to so many bytes; throws `overloaded`. */
  hold(bytes: number): void;
  /** Gives the room back; harmless when repeated. */
  leave(): void;
}

/** Bounds the bodies that are held in memory at a time. */
export class BodyRoom {
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /**
   * Takes room for the body of a request, of at most `limitBytes`: at once for as long as it says that it is, else as it
   * comes. Throws `overloaded`; one body has room always.
   */
  enter(request: Request, limitBytes: number): BodyPlace {
    let held = 0;
    const hold = (bytes: number): void => {
      const more = Math.min(bytes, limitBytes) - held;
      if (bytes <= SMALL_BYTES || more <= 0) return;
      const isAlone = this.#bytes === held;
      if (!isAlone && this.#bytes + more > this.#mostBytes)
        throw problem("overloaded", TOO_MANY, {}, RETRY_SECONDS);
      this.#bytes += more;
      held += more;
    };
    hold(Number(request.headers.get("content-length") ?? 0));
    return {
      hold,
      leave: () => {
        this.#bytes -= held;
        held = 0;
      },
    };
  }
}

const TOO_MANY =
  "The gateway has as many large bodies in hand as it takes at a time; upload a file instead, or repeat the request in a moment.";
