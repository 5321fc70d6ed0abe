import { readConfig } from "#gateway/config.ts";
import { expect, test } from "vitest";
import { formatTraceparent, parseTraceparent } from "./traceparent.ts";

test("the base endpoint gets the path for traces, and the one for traces alone is taken as it is", () => {
  const base = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318/" };
  expect(readConfig(base).tracing?.url).toBe("http://collector:4318/v1/traces");
  const own = { ...base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://traces.example.com/in" };
  expect(readConfig(own).tracing?.url).toBe("https://traces.example.com/in");
});

test("headers, name, sampler and share are read as OpenTelemetry writes them", () => {
  const { tracing } = readConfig({
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318",
    OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20abc, x-team = ours",
    OTEL_SERVICE_NAME: "gateway-eu",
    OTEL_TRACES_SAMPLER: "traceidratio",
    OTEL_TRACES_SAMPLER_ARG: "0.25",
  });
  expect(tracing).toMatchObject({
    headers: { authorization: "Bearer abc", "x-team": "ours" },
    serviceName: "gateway-eu",
    sampler: "traceidratio",
    ratio: 0.25,
  });
});

test.each([
  ["OTEL_TRACES_SAMPLER", "sometimes"],
  ["OTEL_TRACES_SAMPLER_ARG", "1.5"],
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"],
  ["BATCHROUTER_METRICS_TOKEN", "short"],
])("%s of %j is refused by name", (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(name);
});

test("headers that cannot be read are refused without being shown", () => {
  const mistaken = { OTEL_EXPORTER_OTLP_HEADERS: "a secret without a sign" };
  expect(() => readConfig(mistaken)).toThrow("OTEL_EXPORTER_OTLP_HEADERS");
  expect(() => readConfig(mistaken)).not.toThrow("a secret");
});

test("a traceparent is read as it was written, and what is none is nobody's parent", () => {
  const text = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const parsed = parseTraceparent(text);
  expect(parsed && formatTraceparent(parsed)).toBe(text);
  const broken = [
    "",
    "00-0-0-01",
    text.toUpperCase(),
    text.replace("0af7651916cd43dd8448eb211c80319c", "0".repeat(32)),
    text.replace("b7ad6b7169203331", "0".repeat(16)),
    text.replace(/^00/, "ff"),
  ];
  expect(broken.map(parseTraceparent)).toEqual(broken.map(() => undefined));
});
