import { problem } from "./problem.ts";

/** Smaller bodies are bounded by the number of requests. */
const SMALL_BYTES = 64 * 1024;
const RETRY_SECONDS = 1;

/** Bounds the bodies that are held in memory at a time. */
export class BodyRoom {
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /**
   * Takes room for the body of a request, of `limitBytes` where it does not say how long it is, until the function that
   * it returns is called. Throws `overloaded`; one body has room always.
   */
  enter(request: Request, limitBytes: number): () => void {
    const declared = request.headers.get("content-length");
    const isEmpty = request.body === null;
    const bytes = isEmpty
      ? 0
      : declared === null
        ? limitBytes
        : Math.min(Number(declared), limitBytes);
    if (bytes <= SMALL_BYTES) return () => undefined;
    if (this.#bytes > 0 && this.#bytes + bytes > this.#mostBytes)
      throw problem("overloaded", TOO_MANY, {}, RETRY_SECONDS);
    this.#bytes += bytes;
    let isIn = true;
    return () => {
      if (isIn) this.#bytes -= bytes;
      isIn = false;
    };
  }
}

const TOO_MANY =
  "The gateway has as many large bodies in hand as it takes at a time; upload a file instead, or repeat the request in a moment.";
