import { pipeline } from "node:stream/promises";
import type { Readable } from "node:stream";
import createBusboy, { type Busboy } from "busboy";
import { problem } from "../http/problem.ts";
import { bodyChunks } from "../http/body-chunks.ts";
import type { IncomingFile } from "./incoming-file.ts";

const PART = "file";

/** Judges the fields of a form beside its file, once all have come; throws what is wrong with them. */
export type CheckFields = (fields: ReadonlyMap<string, string>) => void;

/**
 * The part `file` of a form, wherever it stands in it; other fields are for `checkFields`. The file's chunks end only when
 * the whole form has been read and found good, so that what is kept of a file never comes from a broken form. Throws
 * `invalid_request` for a form that is none or has no file.
 */
export async function openMultipart(
  request: Request,
  checkFields: CheckFields = () => undefined,
): Promise<IncomingFile> {
  const parser = createParser(request);
  const fields = new Map<string, string>();
  const form = new FormReading(request, parser, () => checkFields(fields));
  const opened = new Promise<IncomingFile>((resolve) => {
    parser.on("file", (name, stream, { filename }) => {
      stream.on("error", () => {}); // It breaks with the form, whose reader is told why; nobody may be reading it yet.
      if (name === PART) resolve({ filename: filename ?? null, chunks: form.chunksOf(stream) });
      else
        form.refuse(`The part with the file is called ${JSON.stringify(name)}; call it ${PART}.`);
    });
  });
  parser.on("filesLimit", () =>
    form.refuse("The form has more than one file; send one a request."),
  );
  parser.on("field", (name, value) => {
    if (name === PART)
      form.refuse(`The part ${PART} has no filename, so it is a field; send it as a file.`);
    fields.set(name, value);
  });
  const ended = form.end.then(() => {
    throw badForm(`The form has no part ${PART}.`);
  });
  ended.catch(() => {}); // It has rejected in every case once a file was opened and read.
  return Promise.race([opened, ended]);
}

/** One form being read: its file as a stream of chunks, and its end. */
class FormReading {
  /** Settles once the form has been read to its end; rejects with the problem of a bad form, or as the request does. */
  readonly end: Promise<void>;
  readonly #parser: Busboy;
  readonly #stop = new AbortController();
  #refusal: Error | undefined;

  /** `checkRest` judges what came beside the file; what it throws makes the form a bad one. */
  constructor(request: Request, parser: Busboy, checkRest: () => void) {
    this.#parser = parser;
    this.end = this.#read(request).then(checkRest);
    this.end.catch(() => {}); // Whoever reads the file sees it; without a file `openMultipart` does.
  }

  /** Ends the form with `invalid_request`. */
  refuse(message: string): void {
    this.#refusal ??= badForm(message);
    this.#parser.destroy(this.#refusal);
  }

  async *chunksOf(stream: Readable): AsyncGenerator<Uint8Array> {
    try {
      yield* stream;
      await this.end;
    } catch (error) {
      // The stream says that it was cut off; the form knows why.
      await this.end;
      throw error;
    } finally {
      this.#stop.abort();
    }
  }

  async #read(request: Request): Promise<void> {
    const source = { failure: undefined as unknown, chunks: bodyChunks(request) };
    try {
      await pipeline(noted(source), this.#parser, { signal: this.#stop.signal });
    } catch (error) {
      if (this.#refusal !== undefined) throw this.#refusal;
      if (source.failure !== undefined || this.#stop.signal.aborted) throw error;
      throw badForm(
        "The form is cut off or malformed: its parts do not end where the boundary says.",
      );
    }
  }
}

/** The chunks of the request; when it breaks, that is noted, for a broken request is not a malformed form. */
async function* noted(source: {
  failure: unknown;
  chunks: AsyncIterable<Uint8Array>;
}): AsyncGenerator<Uint8Array> {
  try {
    yield* source.chunks;
  } catch (error) {
    source.failure = error;
    throw error;
  }
}

function createParser(request: Request): Busboy {
  try {
    return createBusboy({
      headers: { "content-type": request.headers.get("content-type") ?? "" },
      defParamCharset: "utf8",
      limits: { files: 1, fields: 50, fieldSize: 64 * 1024, parts: 100 },
    });
  } catch {
    throw badForm("The Content-Type of the form names no boundary.");
  }
}

function badForm(message: string): Error {
  return problem("invalid_request", message, { issues: [{ path: "body", message }] });
}
