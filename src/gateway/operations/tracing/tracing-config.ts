import * as z from "zod/mini";

const SAMPLERS = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;

/** Where traces go and which are taken. */
export interface TracingConfig {
  /** The whole address of the collector's OTLP receiver for traces. */
  url: string;
  headers: Record<string, string>;
  serviceName: string;
  sampler: (typeof SAMPLERS)[number];
  /** The share of traces that the samplers by ratio take. */
  ratio: number;
}

const address = z.url({
  protocol: /^https?$/,
  error: "must be a URL like http://collector.example.com:4318",
});

/** The variables that OpenTelemetry names, with what is wrong with each that cannot be used. */
export const tracingEnvironment = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z.optional(address),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.optional(address),
  OTEL_EXPORTER_OTLP_HEADERS: z.optional(
    z.string().check(
      z.refine((text) => parseHeaders(text) !== undefined, {
        error: "must be pairs like name=value with commas between",
      }),
    ),
  ),
  OTEL_SERVICE_NAME: z._default(z.string(), "batchrouter"),
  OTEL_TRACES_SAMPLER: z._default(
    z.enum(SAMPLERS, { error: `must be one of ${SAMPLERS.join(", ")}` }),
    "parentbased_always_on",
  ),
  OTEL_TRACES_SAMPLER_ARG: z._default(
    z.string().check(
      z.refine((text) => /^(?:0(?:\.\d+)?|1(?:\.0+)?|\.\d+)$/.test(text), {
        error: "must be a number from 0 to 1",
      }),
    ),
    "1",
  ),
};

type TracingValues = z.output<z.ZodMiniObject<typeof tracingEnvironment>>;

/** Null where no collector is named: then nothing is traced. */
export function toTracingConfig(values: TracingValues): TracingConfig | null {
  const base = values.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/+$/, "");
  const url =
    values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base === undefined ? base : `${base}/v1/traces`);
  if (url === undefined) return null;
  return {
    url,
    headers: parseHeaders(values.OTEL_EXPORTER_OTLP_HEADERS ?? "") ?? {},
    serviceName: values.OTEL_SERVICE_NAME,
    sampler: values.OTEL_TRACES_SAMPLER,
    ratio: Number(values.OTEL_TRACES_SAMPLER_ARG),
  };
}

/** `a=1,b=%202`, as W3C Baggage writes it; undefined where it cannot be read. */
function parseHeaders(text: string): Record<string, string> | undefined {
  const headers: Record<string, string> = {};
  for (const pair of text.split(",").filter((part) => part.trim() !== "")) {
    const [, name, value] = /^\s*([!#$%&'*+.^_`|~\w-]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    if (name === undefined || value === undefined) return undefined;
    try {
      headers[name] = decodeURIComponent(value);
    } catch {
      return undefined;
    }
  }
  return headers;
}
