import { PREFLIGHT_ISSUES_SHOWN, type PreflightIssue } from "#contract/error-envelope.ts";
import { ERRORS } from "#contract/errors.ts";
import { problem } from "./problem.ts";

/**
 * The `preflight_failed` problem with its first issues, at most as many as the contract shows; `issueCount` is the whole
 * number where more were found than are given.
 */
export function preflightProblem(
  issues: readonly PreflightIssue[],
  issueCount: number = issues.length,
): Error {
  const [first] = issues;
  const message =
    issueCount === 1 && first !== undefined ? first.message : ERRORS.preflight_failed.message;
  return problem("preflight_failed", message, {
    preflight: issues.slice(0, PREFLIGHT_ISSUES_SHOWN),
    issue_count: issueCount,
  });
}
