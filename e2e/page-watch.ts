import { expect, type BrowserContext, type Request } from "@playwright/test";

/** What a test makes go wrong on purpose: an answer's status, or `no answer` for one that never came. */
export interface Provocation {
  status: number | "no answer";
  /** The path, with its query, of the request. */
  path: RegExp;
}

interface Noise {
  text: string;
  /** Undefined for what is no complaint about a request. */
  failure: { status: number | "no answer"; path: string } | undefined;
}

const STATUS_COMPLAINT = /^Failed to load resource: the server responded with a status of (\d{3})/;
const NO_ANSWER_COMPLAINT = /^Failed to load resource: net::/;
/** A page that is left, or a poll that is called off, ends its requests so. */
const CALLED_OFF = "net::ERR_ABORTED";

/**
 * Watches every page of a context: whatever its console complains of, whatever throws or fails to load is noise, unless
 * the test has said before that it provokes it; and no request may go to another host.
 */
export class PageWatch {
  readonly requests: Request[] = [];
  readonly #hosts: Set<string>;
  readonly #underWay = new Set<Request>();
  readonly #noise: Noise[] = [];
  readonly #provocations: Provocation[] = [];
  readonly #possible: Provocation[] = [];
  readonly #complaints: RegExp[] = [];
  readonly #strangers: string[] = [];

  constructor(context: BrowserContext, gatewayUrl: string) {
    this.#hosts = new Set([new URL(gatewayUrl).host]);
    context.on("request", (request) => this.#look(request));
    context.on("weberror", (error) => this.#add(`Uncaught: ${String(error.error())}`));
    context.on("requestfinished", (request) => this.#underWay.delete(request));
    context.on("requestfailed", (request) => this.#failed(request));
    context.on("console", (message) => {
      if (message.type() !== "error" && message.type() !== "warning") return;
      this.#complained(message.text(), message.location().url);
    });
  }

  /** Says that the test makes this happen; it has to happen at least once. */
  provokes(status: Provocation["status"], path: RegExp): void {
    this.#provocations.push({ status, path });
  }

  /** Says that the test may make this happen, when two things come in an unlucky order. */
  mayProvoke(status: Provocation["status"], path: RegExp): void {
    this.#possible.push({ status, path });
  }

  /** Says that the browser complains of this where the test runs, and that it is right so. */
  hears(complaint: RegExp): void {
    this.#complaints.push(complaint);
  }

  /** Says that the test sends requests to another host of its own. */
  alsoCalls(url: string): void {
    this.#hosts.add(new URL(url).host);
  }

  /** The requests so far to a path, by their method. */
  sent(method: string, path: RegExp): Request[] {
    return this.requests.filter(
      (request) => request.method() === method && path.test(pathOf(request.url())),
    );
  }

  /** Waits until every request has its answer. */
  async untilQuiet(): Promise<void> {
    await expect
      .poll(() => this.#underWay.size, { message: "requests without an answer", intervals: [20] })
      .toBe(0);
  }

  /** What no test has provoked. */
  get noise(): string[] {
    return this.#noise
      .filter(
        ({ failure }) =>
          ![...this.#provocations, ...this.#possible].some((one) => isOf(failure, one)),
      )
      .map(({ text }) => text)
      .filter((text) => !this.#complaints.some((one) => one.test(text)));
  }

  /** What a test said that it provokes and that never happened. */
  get missed(): string[] {
    return this.#provocations
      .filter((one) => !this.#noise.some(({ failure }) => isOf(failure, one)))
      .map(({ status, path }) => `${status} at ${path}`);
  }

  /** Requests to another host than the gateway's. */
  get strangers(): readonly string[] {
    return this.#strangers;
  }

  #add(text: string, failure?: Noise["failure"]): void {
    this.#noise.push({ text, failure });
  }

  #look(request: Request): void {
    this.requests.push(request);
    this.#underWay.add(request);
    const { protocol, host } = new URL(request.url());
    const isOfNoHost = protocol === "data:" || protocol === "blob:";
    if (!isOfNoHost && !this.#hosts.has(host)) this.#strangers.push(request.url());
  }

  #failed(request: Request): void {
    this.#underWay.delete(request);
    const why = request.failure()?.errorText ?? "";
    if (why === CALLED_OFF) return;
    const path = pathOf(request.url());
    this.#add(`${request.method()} ${path}: ${why}`, { status: "no answer", path });
  }

  #complained(text: string, url: string): void {
    const path = pathOf(url);
    const status = STATUS_COMPLAINT.exec(text)?.[1];
    if (status !== undefined) this.#add(`${text} ${path}`, { status: Number(status), path });
    else if (NO_ANSWER_COMPLAINT.test(text))
      this.#add(`${text} ${path}`, { status: "no answer", path });
    else this.#add(`${text} ${url}`);
  }
}

function isOf(failure: Noise["failure"], { status, path }: Provocation): boolean {
  return failure !== undefined && failure.status === status && path.test(failure.path);
}

function pathOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
}
