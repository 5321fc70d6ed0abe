/** One line of figures. */
interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** A metric with all that was said of it. */
interface Family {
  help: string;
  type: string;
  samples: Sample[];
}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/;
const COMMENT = new RegExp(`^# (HELP|TYPE) (${NAME.source}) (.*)$`);
const SAMPLE = new RegExp(
  `^(${NAME.source})(?:\\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*",?)*)\\})? (-?(?:\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?|Inf)|\\+Inf|NaN|Nan)$`,
);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"/g;
const TYPES = new Set(["counter", "gauge", "histogram", "summary", "untyped"]);

/**
 * Reads an exposition by the grammar of its format and throws at the first line that breaks it: every line is one of the
 * format's, each family has its help and its type once and before its samples, its samples stand together, each sample is
 * there once, names fit the type, and a histogram's buckets add up.
 */
export function parseExposition(
  text: string,
  format: "prometheus" | "openmetrics",
): Map<string, Family> {
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let current: string | undefined;
  for (const line of linesOf(text, format)) {
    const [, word, named, rest = ""] = COMMENT.exec(line) ?? [];
    if (word !== undefined && named !== undefined) {
      current = named;
      takeComment(families, word, named, rest);
      continue;
    }
    const sample = parseSample(line);
    const family = families.get(current ?? "");
    if (current === undefined || family === undefined) throw new Error(`No family: ${line}`);
    if (!namesOf(current, family.type, format).includes(sample.name))
      throw new Error(`${sample.name} is no ${family.type} of ${current}`);
    const key = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).toSorted())}`;
    if (seen.has(key)) throw new Error(`Twice: ${line}`);
    seen.add(key);
    family.samples.push(sample);
  }
  for (const [name, family] of families) checkFamily(name, family, format);
  return families;
}

function linesOf(text: string, format: "prometheus" | "openmetrics"): string[] {
  if (!text.endsWith("\n")) throw new Error("The last line does not end");
  const lines = text.slice(0, -1).split("\n");
  if (format === "prometheus") return lines.filter((line) => line !== "");
  if (lines.pop() !== "# EOF") throw new Error("The end is not marked");
  if (lines.includes("")) throw new Error("OpenMetrics has no blank lines");
  return lines;
}

function takeComment(
  families: Map<string, Family>,
  word: string,
  name: string,
  rest: string,
): void {
  const known = families.get(name);
  if (word === "HELP") {
    if (known !== undefined) throw new Error(`The help of ${name} stands twice`);
    families.set(name, { help: rest, type: "", samples: [] });
    return;
  }
  if (known === undefined || known.type !== "" || known.samples.length > 0)
    throw new Error(`The type of ${name} stands in the wrong place`);
  if (!TYPES.has(rest)) throw new Error(`${rest} is no type`);
  known.type = rest;
}

function parseSample(line: string): Sample {
  const [, name, labelText = "", value] = SAMPLE.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`Not in the grammar: ${line}`);
  const labels: Record<string, string> = {};
  for (const [, label = "", text = ""] of labelText.matchAll(LABEL)) {
    if (label in labels) throw new Error(`A label stands twice: ${line}`);
    labels[label] = text;
  }
  return { name, labels, value: Number(value.replace("Inf", "Infinity")) };
}

function namesOf(family: string, type: string, format: "prometheus" | "openmetrics"): string[] {
  if (type === "histogram") return [`${family}_bucket`, `${family}_sum`, `${family}_count`];
  if (type === "summary") return [family, `${family}_sum`, `${family}_count`];
  if (type === "counter" && format === "openmetrics") return [`${family}_total`];
  return [family];
}

function checkFamily(name: string, family: Family, format: "prometheus" | "openmetrics"): void {
  const { help, type, samples } = family;
  if (help.trim() === "" || type === "") throw new Error(`${name} lacks its help or its type`);
  const isTotal = name.endsWith("_total");
  if (format === "prometheus" && (type === "counter") !== isTotal)
    throw new Error(`${name} is a ${type}`);
  if (/_(?:ms|milliseconds|minutes|kb|kib)(?:_|$)/.test(name))
    throw new Error(`${name} is in no base unit`);
  if (type !== "histogram") return;
  const series = new Map<string, Sample[]>();
  for (const sample of samples) {
    const { le: _, ...rest } = sample.labels;
    const key = JSON.stringify(rest);
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  for (const [labels, own] of series) {
    const buckets = own.filter((sample) => sample.name.endsWith("_bucket"));
    const counts = buckets.map(({ value }) => value);
    const count = own.find((sample) => sample.name.endsWith("_count"))?.value;
    const isRising = counts.every((value, at) => at === 0 || value >= (counts[at - 1] ?? 0));
    const last = buckets.at(-1);
    if (!isRising || last?.labels.le !== "+Inf" || last.value !== count)
      throw new Error(`The buckets of ${name}${labels} do not add up`);
  }
}

/** The value of one sample; undefined when there is none with exactly these labels. */
export function sampleOf(
  families: Map<string, Family>,
  name: string,
  labels: Record<string, string> = {},
): number | undefined {
  const wanted = JSON.stringify(Object.entries(labels).toSorted());
  for (const { samples } of families.values()) {
    const sample = samples.find(
      (one) =>
        one.name === name && JSON.stringify(Object.entries(one.labels).toSorted()) === wanted,
    );
    if (sample !== undefined) return sample.value;
  }
  return undefined;
}
