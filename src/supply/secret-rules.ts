import { API_KEY_PATTERN } from "#contract/api-keys.ts";

/** A kind of secret, and how one is known. */
export interface SecretRule {
  name: string;
  pattern: RegExp;
}

/** In a line of a test, with the reason: what looks like a secret there is none. */
export const ALLOW_MARK = "not-a-secret";

/**
 * What must not be committed: our own keys and tokens, and those of whom the gateway calls or runs on, by the forms that
 * their makers document. Each is wide enough to be told from a placeholder.
 */
export const SECRET_RULES: readonly SecretRule[] = [
  { name: "Batchrouter API key", pattern: API_KEY_PATTERN },
  { name: "Batchrouter session token", pattern: /\bobs_[0-9A-Za-z]{43}\b/ },
  { name: "private key", pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/ },
  { name: "AWS access key id", pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/ },
  {
    name: "AWS secret access key",
    pattern: /aws.{0,20}secret.{0,20}[=:]\s*["']?[0-9A-Za-z/+]{40}\b/i,
  },
  { name: "OpenAI key", pattern: /\bsk-(?:proj-|svcacct-|admin-)?[0-9A-Za-z_-]{40,}\b/ },
  { name: "Anthropic key", pattern: /\bsk-ant-[0-9A-Za-z_-]{24,}\b/ },
  { name: "Google API key", pattern: /\bAIza[0-9A-Za-z_-]{35}\b/ },
  { name: "Groq key", pattern: /\bgsk_[0-9A-Za-z]{40,}\b/ },
  { name: "OpenRouter key", pattern: /\bsk-or-v1-[0-9a-f]{64}\b/ },
  {
    name: "GitHub token",
    pattern: /\b(?:gh[opsur]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{60,})\b/,
  },
  { name: "npm token", pattern: /\bnpm_[0-9A-Za-z]{36}\b/ },
  { name: "Slack token", pattern: /\bxox[abposr]-[0-9A-Za-z-]{20,}\b/ },
  { name: "Stripe key", pattern: /\b[rs]k_live_[0-9A-Za-z]{24,}\b/ },
  { name: "webhook secret", pattern: /\bwhsec_[0-9A-Za-z+/]{32,}={0,2}/ },
  {
    name: "JSON web token",
    pattern: /\beyJ[0-9A-Za-z_-]{16,}\.eyJ[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}/,
  },
];

/** Where a text holds what looks like a secret. */
export interface FoundSecret {
  /** Counted from 1. */
  line: number;
  rule: string;
}

/** Every line of a text that holds what looks like a secret and does not say that it is none; never the secret itself. */
export function findSecrets(text: string): FoundSecret[] {
  return text.split("\n").flatMap((line, at) =>
    line.includes(ALLOW_MARK)
      ? []
      : SECRET_RULES.filter(({ pattern }) => pattern.test(line)).map(({ name }) => ({
          line: at + 1,
          rule: name,
        })),
  );
}
