import type { FieldIssue } from "#contract/error-envelope.ts";
import { EgressFailure } from "../egress/egress-failure.ts";
import { parseTarget, type EgressPolicy } from "../egress/target.ts";
import { problem } from "../http/problem.ts";

/**
 * What is wrong with a webhook's URL, as far as it shows without asking the network; null when nothing is. What its host
 * resolves to is checked at every delivery.
 */
export function checkWebhookUrl(
  url: string,
  policy: EgressPolicy,
  path = "body.webhook.url",
): FieldIssue | null {
  try {
    parseTarget(url, policy);
    return null;
  } catch (error) {
    if (error instanceof EgressFailure) return { path, message: error.message };
    throw error;
  }
}

/** Throws `invalid_request` at the field `path` when a delivery to this URL could never be. */
export function requireWebhookUrl(url: string, policy: EgressPolicy, path?: string): void {
  const issue = checkWebhookUrl(url, policy, path);
  if (issue !== null)
    throw problem("invalid_request", `${issue.path}: ${issue.message}`, { issues: [issue] });
}
