import { CspEvaluator } from "csp_evaluator";
import { Severity } from "csp_evaluator/dist/finding.js";
import { CspParser } from "csp_evaluator/dist/parser.js";
import { describe, expect, test } from "vitest";
import { securityHeaders } from "./security-headers.ts";

describe.each([
  ["a page", true],
  ["an answer of the API", false],
])("%s", (_name, isPage) => {
  const headers = securityHeaders(isPage);
  const policy = headers["content-security-policy"] ?? "";

  test("has a policy in which Google's evaluator finds nothing grave", () => {
    const findings = new CspEvaluator(new CspParser(policy).csp).evaluate();
    const grave = [Severity.HIGH, Severity.SYNTAX, Severity.MEDIUM];
    expect(findings.filter(({ severity }) => grave.includes(severity))).toEqual([]);
    expect(policy).not.toContain("unsafe");
  });

  test("may not be framed, sniffed, opened or read by others, and asks a person for nothing", () => {
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(headers["permissions-policy"]).toContain("camera=()");
  });
});
