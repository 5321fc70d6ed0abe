import type { ReadableSpan, SpanExporter, SpanProcessor } from "@opentelemetry/sdk-trace-base";

/** Spans that wait for the collector; some 2 KB each. */
const MOST_WAITING = 4_096;
const SPANS_PER_EXPORT = 512;
const EXPORT_EVERY_MS = 2_000;
const CLOSE_WITHIN_MS = 3_000;

const SAMPLED = 1;
/** `ExportResultCode.SUCCESS`, of a package that this one does not depend on itself. */
const SUCCESS = 0;

/** What becomes of spans. */
export interface SpanFates {
  count(outcome: "exported" | "dropped" | "failed", spans: number): void;
  /** Called when the collector turns bad, and when it is well again. */
  collectorIs(state: "failing" | "well", error?: Error): void;
}

/**
 * Sends ended spans in batches, one at a time. A collector that is slow or away costs a bounded memory and no waiting: what
 * does not fit is dropped and counted, which the processor of the library does not tell.
 */
export class BoundedSpanProcessor implements SpanProcessor {
  readonly #exporter: SpanExporter;
  readonly #fates: SpanFates;
  #waiting: ReadableSpan[] = [];
  #timer: NodeJS.Timeout | undefined;
  #exporting: Promise<void> | undefined;
  #isFailing = false;
  #isClosed = false;

  constructor(exporter: SpanExporter, fates: SpanFates) {
    this.#exporter = exporter;
    this.#fates = fates;
  }

  onStart(): void {
    // A span is of interest once it has ended.
  }

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & SAMPLED) === 0) return;
    if (this.#isClosed || this.#waiting.length >= MOST_WAITING) {
      this.#fates.count("dropped", 1);
      return;
    }
    this.#waiting.push(span);
    if (this.#waiting.length >= SPANS_PER_EXPORT) this.#begin();
    else this.#timer ??= setTimeout(() => this.#begin(), EXPORT_EVERY_MS).unref();
  }

  /** Sends all that waits now. */
  async forceFlush(): Promise<void> {
    while (this.#waiting.length > 0 || this.#exporting !== undefined) {
      this.#begin();
      await this.#exporting;
    }
  }

  /** Sends what it can within three seconds; the rest counts as dropped. */
  async shutdown(): Promise<void> {
    this.#isClosed = true;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_WITHIN_MS);
    });
    await Promise.race([this.forceFlush(), patience]);
    clearTimeout(timer);
    clearTimeout(this.#timer);
    if (this.#waiting.length > 0) this.#fates.count("dropped", this.#waiting.splice(0).length);
    // It would wait for a request that never ends.
    void this.#exporter.shutdown().catch(() => undefined);
  }

  #begin(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#exporting !== undefined || this.#waiting.length === 0) return;
    this.#exporting = this.#export(this.#waiting.splice(0, SPANS_PER_EXPORT)).finally(() => {
      this.#exporting = undefined;
      if (this.#waiting.length >= SPANS_PER_EXPORT) this.#begin();
      else if (this.#waiting.length > 0)
        this.#timer ??= setTimeout(() => this.#begin(), EXPORT_EVERY_MS).unref();
    });
  }

  #export(spans: ReadableSpan[]): Promise<void> {
    return new Promise((resolve) => {
      this.#exporter.export(spans, ({ code, error }) => {
        const isDone = code === SUCCESS;
        this.#fates.count(isDone ? "exported" : "failed", spans.length);
        if (isDone === this.#isFailing) {
          this.#isFailing = !isDone;
          this.#fates.collectorIs(isDone ? "well" : "failing", error);
        }
        resolve();
      });
    });
  }
}
