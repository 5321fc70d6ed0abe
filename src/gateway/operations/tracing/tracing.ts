/** What a span says beside its name: by the semantic conventions, and never a prompt, an answer, a secret or an address. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A span to begin. */
export interface SpanStart {
  name: string;
  kind: "server" | "client" | "consumer" | "internal";
  attributes?: SpanAttributes;
  /** A `traceparent` that came from elsewhere, to go on from; the span around it is the parent otherwise. */
  parent?: string | undefined;
  /** Not worth a trace of its own: without a parent the work runs in no span. */
  needsParent?: true;
  /** How many spans of this name its parent may have; further work of the kind runs in no span and is only counted. */
  mostOfParent?: number;
}

/** A span that is under way. */
export interface RunningSpan {
  set(attributes: SpanAttributes): void;
  rename(name: string): void;
  /** Marks it as failed by a cause from a small fixed set. */
  fail(errorType: string): void;
}

/** Traces of what the gateway does. Where tracing is not configured there is none of this, and its modules are not loaded. */
export interface Tracing {
  /** Runs the work in a span that ends with it; an error marks the span and is thrown on. */
  run<T>(start: SpanStart, work: (span: RunningSpan) => Promise<T>): Promise<T>;
  /** The `traceparent` of the request or job around the caller, for what it has done later; undefined where there is none. */
  current(): string | undefined;
  /** Sends what is left, for a bounded time. */
  close(): Promise<void>;
}
