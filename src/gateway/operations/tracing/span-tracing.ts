import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BasicTracerProvider,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace-base";
import { type CheckedDial, createOperatorDial } from "../../egress/checked-dial.ts";
import { BoundedSpanProcessor, type SpanFates } from "./bounded-span-processor.ts";
import { formatTraceparent, parseTraceparent } from "./traceparent.ts";
import type { RunningSpan, SpanAttributes, SpanStart, Tracing } from "./tracing.ts";
import type { TracingConfig } from "./tracing-config.ts";

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
};

/** A span and what was begun below it. */
interface Surroundings {
  context: Context;
  span: Span;
  /** What jobs that are enqueued here go on from: the request or the job, not the transaction in it. */
  carrier: Span;
  /** Spans begun below it by name, where their number is bounded. */
  begun: Map<string, number>;
}

/**
 * Traces over OpenTelemetry, sent by OTLP over HTTP as JSON. The only module that loads the library, and imported
 * only where a collector is configured. It sets nothing global, so a process may have several.
 */
export function createSpanTracing(
  config: TracingConfig,
  version: string,
  fates: SpanFates,
  dial: CheckedDial = createOperatorDial(),
): Tracing {
  dial.checkHost(new URL(config.url).hostname);
  // An agent hands its options on to the connections that it makes.
  const httpAgentOptions = { keepAlive: true, lookup: dial.lookup };
  const exporter = new OTLPTraceExporter({
    url: config.url,
    headers: config.headers,
    httpAgentOptions,
  });
  const processor = new BoundedSpanProcessor(exporter, fates);
  const provider = new BasicTracerProvider({
    sampler: samplerOf(config),
    resource: resourceFromAttributes({
      "service.name": config.serviceName,
      "service.version": version,
      "process.pid": process.pid,
    }),
    spanProcessors: [processor],
  });
  return new SpanTracing(provider.getTracer("batchrouter", version), () => processor.shutdown());
}

class SpanTracing implements Tracing {
  readonly #tracer: Tracer;
  readonly #around = new AsyncLocalStorage<Surroundings>();
  readonly close: () => Promise<void>;

  constructor(tracer: Tracer, close: () => Promise<void>) {
    this.#tracer = tracer;
    this.close = close;
  }

  async run<T>(start: SpanStart, work: (span: RunningSpan) => Promise<T>): Promise<T> {
    const around = this.#around.getStore();
    if (around === undefined ? start.needsParent === true : isOverLimit(around, start))
      return await work(NO_SPAN);
    const remote = parseTraceparent(start.parent);
    const parent =
      remote === undefined
        ? (around?.context ?? ROOT_CONTEXT)
        : trace.setSpanContext(ROOT_CONTEXT, remote);
    const options = { kind: KINDS[start.kind], attributes: given(start.attributes) };
    const span = this.#tracer.startSpan(start.name, options, parent);
    const isEntry = start.kind === "server" || start.kind === "consumer";
    const surroundings = {
      context: trace.setSpan(parent, span),
      span,
      carrier: isEntry ? span : (around?.carrier ?? span),
      begun: new Map<string, number>(),
    };
    try {
      return await this.#around.run(surroundings, () => work(running(span)));
    } catch (error) {
      // The name alone: a message may quote what came in.
      running(span).fail(error instanceof Error ? error.name : "unknown");
      throw error;
    } finally {
      span.end();
    }
  }

  current(): string | undefined {
    const carrier = this.#around.getStore()?.carrier;
    return carrier && formatTraceparent(carrier.spanContext());
  }
}

/** A batch of a million items would otherwise be a trace of a million calls. */
function isOverLimit({ begun, span }: Surroundings, { name, mostOfParent }: SpanStart): boolean {
  if (mostOfParent === undefined) return false;
  const before = begun.get(name) ?? 0;
  begun.set(name, before + 1);
  if (before < mostOfParent) return false;
  span.setAttribute("batchrouter.spans_left_out", before + 1 - mostOfParent);
  return true;
}

const NO_SPAN: RunningSpan = { set: () => {}, rename: () => {}, fail: () => {} };

function running(span: Span): RunningSpan {
  return {
    set: (attributes) => void span.setAttributes(given(attributes)),
    rename: (name) => void span.updateName(name),
    fail: (errorType) => {
      span.setAttribute("error.type", errorType);
      span.setStatus({ code: SpanStatusCode.ERROR });
    },
  };
}

function given(attributes: SpanAttributes = {}): Attributes {
  const entries = Object.entries(attributes);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Attributes; // without the undefined ones
}

function samplerOf({ sampler, ratio }: TracingConfig): Sampler {
  if (sampler.startsWith("parentbased_"))
    return new ParentBasedSampler({ root: rootSampler(sampler, ratio) });
  return rootSampler(sampler, ratio);
}

function rootSampler(sampler: string, ratio: number): Sampler {
  if (sampler.endsWith("always_off")) return new AlwaysOffSampler();
  return sampler.endsWith("traceidratio")
    ? new TraceIdRatioBasedSampler(ratio)
    : new AlwaysOnSampler();
}
