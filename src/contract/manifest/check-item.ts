import { isGiven, readChoice, readCount, readRecord, readTemperature } from "./check-fields.ts";
import { checkEmbeddingsInput, checkMessages, checkResponsesInput } from "./check-input.ts";
import { fieldPath, quoted } from "./issues.ts";
import type { ManifestItem } from "./item.ts";
import { readId, readModel, readModels, type ItemChecks } from "./item-checks.ts";
import {
  fieldMeantBy,
  isFieldOf,
  MANIFEST_OPERATIONS,
  OPERATION_OF_URL,
  type ManifestFormat,
  type ManifestOperation,
  type ManifestUrl,
} from "./line-format.ts";
import { didYouMean } from "./nearest-name.ts";

type Line = Readonly<Record<string, unknown>>;
type Body = Record<string, unknown>;

const URLS = Object.keys(OPERATION_OF_URL) as ManifestUrl[]; // the keys are literal
const METHODS = ["POST"] as const;

/**
 * Checks a line against its format and reads it in the same pass. All that is wrong is reported;
 * undefined is returned when the item could not be read, and what is returned after a report is not
 * to be used.
 */
export function readItem(
  line: Line,
  format: ManifestFormat,
  checks: ItemChecks,
): ManifestItem | undefined {
  for (const name in line) {
    if (isFieldOf(format, name)) continue;
    const message = `${quoted(name)} is not a field of a line.${didYouMean(fieldMeantBy(format, name))}`;
    checks.report("unknown_field", fieldPath("", name), message);
  }
  return format === "native" ? readNative(line, checks) : readOpenaiBatch(line, checks);
}

function readNative(line: Line, checks: ItemChecks): ManifestItem | undefined {
  const { limits, report } = checks;
  const custom_id = readId(line.customer_item_id, "customer_item_id", checks);
  const operation = readChoice(
    line.operation,
    "operation",
    MANIFEST_OPERATIONS,
    "unsupported_operation",
    report,
  );
  const models = readModels(line, operation, checks);
  const body = readRecord(line.input, "input", report);
  if (body !== undefined && operation !== undefined) checkNativeInput(body, operation, checks);
  const max_output_tokens = readCount(
    line.max_output_tokens,
    "max_output_tokens",
    limits.maxOutputTokens,
    report,
  );
  const temperature = readTemperature(line.temperature, "temperature", report);
  const metadata = isGiven(line.metadata)
    ? readRecord(line.metadata, "metadata", report)
    : undefined;
  if (
    custom_id === undefined ||
    operation === undefined ||
    models === undefined ||
    body === undefined
  )
    return undefined;
  const url = urlOfNative(operation, body);
  return {
    custom_id,
    format: "native",
    operation,
    models,
    url,
    body,
    max_output_tokens,
    temperature,
    metadata: metadata ?? null,
  };
}

function readOpenaiBatch(line: Line, checks: ItemChecks): ManifestItem | undefined {
  const { report } = checks;
  const custom_id = readId(line.custom_id, "custom_id", checks);
  readChoice(line.method, "method", METHODS, "invalid_value", report);
  const url = readChoice(line.url, "url", URLS, "unsupported_url", report);
  const operation = url && OPERATION_OF_URL[url];
  const body = readRecord(line.body, "body", report);
  if (body === undefined) return undefined;
  const model = readModel(body.model, "body.model", operation, checks);
  if (url !== undefined) checkBody(body, url, checks);
  const max_output_tokens = readBodyMaximum(body, checks);
  const temperature = readTemperature(body.temperature, "body.temperature", report);
  if (
    custom_id === undefined ||
    url === undefined ||
    operation === undefined ||
    model === undefined
  )
    return undefined;
  return {
    custom_id,
    format: "openai_batch",
    operation,
    models: [model],
    url,
    body,
    max_output_tokens,
    temperature,
    metadata: null,
  };
}

function checkNativeInput(
  body: Body,
  operation: ManifestOperation,
  { limits, report }: ItemChecks,
): void {
  if (operation === "embeddings") {
    checkEmbeddingsInput(
      body.input,
      "input.input",
      { maxInputs: limits.maxEmbeddingInputs, canBeTokens: false },
      report,
    );
    return;
  }
  if (body.messages === undefined && body.input !== undefined) {
    checkResponsesInput(body.input, "input.input", report);
    return;
  }
  checkMessages(body.messages, "input.messages", report);
  if (body.input !== undefined)
    report("invalid_value", "input", "input has both messages and input. Keep one of them.");
}

function checkBody(body: Body, url: ManifestUrl, { limits, report }: ItemChecks): void {
  if (url === "/v1/chat/completions") checkMessages(body.messages, "body.messages", report);
  else if (url === "/v1/responses") checkResponsesInput(body.input, "body.input", report);
  else {
    checkEmbeddingsInput(
      body.input,
      "body.input",
      { maxInputs: limits.maxEmbeddingInputs, canBeTokens: true },
      report,
    );
  }
}

/**
 * The three names of three APIs for one thing; the first that is stated counts, all are checked.
 */
function readBodyMaximum(body: Body, { limits, report }: ItemChecks): number | null {
  let maximum: number | null = null;
  for (const name of ["max_completion_tokens", "max_output_tokens", "max_tokens"]) {
    const stated = readCount(body[name], `body.${name}`, limits.maxOutputTokens, report);
    maximum ??= stated;
  }
  return maximum;
}

function urlOfNative(operation: ManifestOperation, body: Body): ManifestUrl {
  if (operation === "embeddings") return "/v1/embeddings";
  return body.messages === undefined ? "/v1/responses" : "/v1/chat/completions";
}
