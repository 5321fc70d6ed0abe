import * as z from "zod/mini";

/** One finding about an input line or an inline item. `line` counts from 1. */
export const PreflightIssue = z.object({
  code: z.string(),
  message: z.string(),
  line: z.optional(z.number()),
  path: z.optional(z.string()),
  customer_item_id: z.optional(z.string()),
});
export type PreflightIssue = z.output<typeof PreflightIssue>;

/** How many preflight issues an error carries; `issue_count` tells the whole number. */
export const PREFLIGHT_ISSUES_SHOWN = 100;

/** One finding about a request field; `path` is like `body.models[0]`. */
export const FieldIssue = z.object({ path: z.string(), message: z.string() });
export type FieldIssue = z.output<typeof FieldIssue>;

/** The one envelope of every non-2xx answer. */
export const ErrorEnvelope = z.object({
  error: z.object({
    // A newer gateway may know codes that this build does not; they are shown, not refused.
    code: z.string(),
    message: z.string(),
    details: z.looseObject({
      request_id: z.optional(z.string()),
      issues: z.optional(z.array(FieldIssue)),
      preflight: z.optional(z.array(PreflightIssue)),
      issue_count: z.optional(z.number()),
    }),
  }),
});
export type ErrorEnvelope = z.output<typeof ErrorEnvelope>;
