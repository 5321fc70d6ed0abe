import * as z from "zod/mini";
import { Account, LedgerEntry, RegisterBody } from "./accounts.ts";
import { ApiKey, CreateApiKeyBody, CreatedApiKey } from "./api-keys.ts";
import * as records from "./batch-records.ts";
import * as batches from "./batches.ts";
import * as catalog from "./catalog.ts";
import { ErrorEnvelope, FieldIssue, PreflightIssue } from "./error-envelope.ts";
import { InputFile } from "./files.ts";
import * as local from "./local.ts";
import { OpenaiModel } from "./openai.ts";
import { CreateOpenaiBatchBody, OpenaiBatch } from "./openai-batches.ts";
import { OpenaiErrorEnvelope } from "./openai-errors.ts";
import { OpenaiFile } from "./openai-files.ts";
import { Metadata, Money, SignedMoney } from "./primitives.ts";
import * as quotes from "./quotes.ts";
import { WebhookBody, WebhookEventType, WebhookInput } from "./webhook-events.ts";
import { Delivery, DeliveryAttempt, DeliveryWebhook } from "./webhooks.ts";
import { AgentRun, ChatMessage, CreateAgentRunBody } from "./workflows.ts";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What has a name in the document, and is referred to by it wherever it occurs. */
const NAMED_SCHEMAS: Record<string, z.core.$ZodType> = {
  Account,
  AgentRun,
  ApiKey,
  Batch: batches.Batch,
  BatchCounts: batches.BatchCounts,
  BatchEvent: records.BatchEvent,
  BatchLane: records.BatchLane,
  BatchStatus: records.BatchStatusSchema,
  BillingReceipt: records.BillingReceipt,
  CatalogModel: catalog.CatalogModel,
  ChatMessage,
  ComparedQuote: quotes.ComparedQuote,
  CreateAgentRunBody,
  CreateApiKeyBody,
  CreateBatchBody: batches.CreateBatchBody,
  CreateOpenaiBatchBody,
  CreatedApiKey,
  CreatedBatch: batches.CreatedBatch,
  Delivery,
  DeliveryAttempt,
  DeliveryWebhook,
  Error: ErrorEnvelope,
  FieldIssue,
  Health: catalog.Health,
  Inbox: local.Inbox,
  InboxAnswer: local.InboxAnswer,
  InboxReceipt: local.InboxReceipt,
  InputFile,
  ItemFacts: batches.ItemFacts,
  LaneHealth: catalog.LaneHealth,
  LaneState: catalog.LaneState,
  LedgerEntry,
  Mail: local.Mail,
  Metadata,
  ModelQuoteBody: quotes.ModelQuoteBody,
  Money,
  OpenaiBatch,
  OpenaiError: OpenaiErrorEnvelope,
  OpenaiFile,
  OpenaiModel,
  Operation: catalog.Operation,
  PreflightIssue,
  PricingEstimate: quotes.PricingEstimate,
  PrivacyTier: catalog.PrivacyTier,
  ProviderOffering: catalog.ProviderOffering,
  Quote: quotes.Quote,
  QuoteLane: quotes.QuoteLane,
  QuoteModelLine: quotes.QuoteModelLine,
  RegisterBody,
  Rehearsal: local.Rehearsal,
  RehearsalStart: local.RehearsalStart,
  ResultRow: batches.ResultRow,
  RouteReceipt: records.RouteReceipt,
  RoutingMode: quotes.RoutingMode,
  SandboxSettings: local.SandboxSettings,
  SignedMoney,
  SlaTier: quotes.SlaTier,
  WebhookBody,
  WebhookEventType,
  WebhookInput,
  WorkflowProduct: catalog.WorkflowProduct,
};

/** Turns the contract's schemas into JSON Schema 2020-12 and collects the named ones. */
export interface SchemaCollector {
  /** The schema of what a caller gives (`input`) or gets (`output`). */
  add(schema: z.core.$ZodType, io: "input" | "output"): JsonSchema;
  /** All named schemas that were met so far, by name in alphabetical order. */
  components(): Record<string, JsonSchema>;
}

/** An empty collector. */
export function createSchemaCollector(): SchemaCollector {
  const metadata = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(NAMED_SCHEMAS)) metadata.add(schema, { id });
  const collected = new Map<string, JsonSchema>();

  /** A name stands for one shape: what is given in another shape than it is got has a name of its own. */
  function nameFor(name: string, schema: JsonSchema): string {
    const known = collected.get(name);
    return known === undefined || sameJson(known, schema) ? name : `${name}Input`;
  }

  function add(schema: z.core.$ZodType, io: "input" | "output"): JsonSchema {
    // Wrapped, so that a schema with a name of its own becomes a reference too.
    const whole = z.toJSONSchema(z.object({ wrapped: schema }), {
      metadata,
      io,
      unrepresentable: "any",
      override: tidy,
    });
    const definitions = Object.entries(whole.$defs ?? {}).map(
      ([name, definition]) => [name, pointed(definition)] as const,
    );
    const names = new Map(
      definitions.map(([name, definition]) => [name, nameFor(name, definition)]),
    );
    for (const [name, definition] of definitions)
      collected.set(names.get(name) ?? name, renamed(definition, names));
    return renamed(pointed(whole.properties?.["wrapped"] ?? {}), names);
  }

  return {
    add,
    components: () => Object.fromEntries([...collected].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

const COMPONENTS = "#/components/schemas/";

function pointed(schema: unknown): JsonSchema {
  return rewriteReferences(schema, (reference) => reference.replace("#/$defs/", COMPONENTS));
}

function renamed(schema: JsonSchema, names: ReadonlyMap<string, string>): JsonSchema {
  return rewriteReferences(schema, (reference) => {
    const name = reference.slice(COMPONENTS.length);
    return COMPONENTS + (names.get(name) ?? name);
  });
}

function rewriteReferences(schema: unknown, rewrite: (reference: string) => string): JsonSchema {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === "$ref" && typeof value === "string" ? rewrite(value) : value,
  );
  return JSON.parse(text) as JsonSchema; // the same schema but for its references
}

function sameJson(one: JsonSchema, other: JsonSchema): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Takes out what is true and helps no reader, and says what zod cannot know. */
function tidy({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodType;
  jsonSchema: JsonSchema;
}): void {
  const definition = zodSchema._zod.def;
  const description = z.globalRegistry.get(zodSchema)?.description;
  if (description !== undefined) jsonSchema.description = description;
  if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (
    jsonSchema.propertyNames !== undefined &&
    sameJson(jsonSchema.propertyNames as JsonSchema, { type: "string" })
  ) {
    delete jsonSchema.propertyNames;
  }
  // An answer may gain fields; only what is strict refuses them.
  if (definition.type === "object" && (definition as z.core.$ZodObjectDef).catchall === undefined) {
    delete jsonSchema.additionalProperties;
  }
  if (isStringBoolean(definition)) jsonSchema.type = "boolean";
}

/** A boolean that comes as text, as query parameters do. */
function isStringBoolean(definition: z.core.$ZodTypeDef): boolean {
  if (definition.type !== "pipe") return false;
  return (definition as z.core.$ZodPipeDef).out._zod.def.type === "boolean"; // by its `type`
}
