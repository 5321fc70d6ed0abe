import { CspEvaluator } from "csp_evaluator";
import { Severity } from "csp_evaluator/dist/finding.js";
import { CspParser } from "csp_evaluator/dist/parser.js";
import { contract } from "#contract/index.ts";
import { GatewayProcess } from "../gateway-process.ts";
import { newAccount, newEmail, newestToken } from "../test-account.ts";
import { attemptAll } from "./attempts.ts";
import type { TrustPart, TrustRow } from "./part.ts";
import type { Outcome } from "./tally.ts";

/** Findings that would let a script in; the evaluator's other marks are advice. */
const GRAVE = [Severity.HIGH, Severity.SYNTAX, Severity.MEDIUM];
const RULES: Readonly<Record<string, RegExp>> = {
  "content-security-policy": /frame-ancestors 'none'/,
  "x-content-type-options": /^nosniff$/,
  "referrer-policy": /^no-referrer$/,
  "permissions-policy": /camera=\(\).*geolocation=\(\).*microphone=\(\)/,
  "cross-origin-opener-policy": /^same-origin$/,
  "cross-origin-resource-policy": /^same-origin$/,
};
const PATHS = [
  "/",
  "/keys",
  "/assets/none.js",
  "/theme.js",
  "/openapi.json",
  "/metrics",
  "/v1/health",
  "/v1/none",
  "/local/mailbox",
];

/** What a browser is told of every kind of answer, judged by csp_evaluator, and that secrets are kept in no cache. */
export const judgeBrowserRules: TrustPart = async () => {
  const gateway = await GatewayProcess.start({ LOG_LEVEL: "error" });
  try {
    const { url } = gateway;
    return [
      await attemptAll("headers of pages, files and answers", PATHS.length, (at) =>
        judgePath(url, PATHS[at] ?? ""),
      ),
      await judgeSecrets(url),
    ];
  } finally {
    await gateway.dispose();
  }
};

async function judgePath(url: string, path: string): Promise<Outcome> {
  const { headers } = await fetch(url + path, { headers: { accept: "text/html" } });
  const policy = headers.get("content-security-policy") ?? "";
  const findings = new CspEvaluator(new CspParser(policy).csp).evaluate();
  const faults = [
    ...findings
      .filter(({ severity }) => GRAVE.includes(severity))
      .map(({ description }) => description),
    ...(policy.includes("unsafe") ? ["an unsafe source"] : []),
    ...Object.entries(RULES)
      .filter(([name, rule]) => !rule.test(headers.get(name) ?? ""))
      .map(([name]) => `${name}: ${headers.get(name)}`),
    ...(headers.has("access-control-allow-origin") ? ["open to other origins"] : []),
  ];
  return faults.length === 0 ? "survived" : { lost: `${path}: ${faults.join("; ")}` };
}

/** Answers that carry a token, a key or a secret. */
async function judgeSecrets(url: string): Promise<TrustRow> {
  const { email, password, session_token } = await newAccount(url);
  const other = newEmail();
  await send(url, contract.accounts.register, { agent_name: "b", email: other, password });
  const token = await newestToken(url, other);
  const webhook = { url: "https://example.com/hook" };
  const { webhooks, apiKeys, accounts, local } = contract;
  const calls = [
    () => send(url, accounts.verifyEmail, { token }),
    () => send(url, accounts.signIn, { email, password }),
    () => send(url, apiKeys.create, { label: "secret" }, session_token),
    () => send(url, webhooks.put, webhook, session_token),
    () => send(url, webhooks.rotateSecret, undefined, session_token),
    () => send(url, local.listMails, undefined),
  ];
  return attemptAll(
    "answers with secrets, kept in no cache",
    calls.length,
    async (at) => {
      const answer = await calls[at]?.();
      const cache = answer?.headers.get("cache-control");
      return answer?.ok === true && cache === "no-store"
        ? "survived"
        : { lost: `${at}: ${answer?.status} ${cache}` };
    },
    1,
  );
}

function send(
  url: string,
  { method, path }: { method: string; path: string },
  body: unknown,
  token?: string,
): Promise<Response> {
  return fetch(url + path, {
    method,
    headers: {
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}
