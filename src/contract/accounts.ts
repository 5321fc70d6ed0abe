import * as z from "zod/mini";
import { defineEndpoint, defineGroup } from "./endpoint.ts";
import {
  Email,
  LedgerEntryId,
  Money,
  OrgId,
  pageOf,
  PageQuery,
  SignedMoney,
  Text,
  Timestamp,
  UserId,
} from "./primitives.ts";

export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 256;

/** The password that the product's own page prints; only a gateway in local mode takes it. */
export const PLACEHOLDER_PASSWORD = "...";

const Password = z.string().check(
  z.maxLength(PASSWORD_MAX, `At most ${PASSWORD_MAX} characters`),
  z.refine(
    (value) => value === PLACEHOLDER_PASSWORD || value.length >= PASSWORD_MIN,
    `At least ${PASSWORD_MIN} characters`,
  ),
);

export const RegisterBody = z.strictObject({
  agent_name: Text.check(z.trim(), z.minLength(1, "Say a name"), z.maxLength(100)),
  email: Email,
  password: Password,
});

export const Account = z.object({
  org_id: OrgId,
  user_id: UserId,
  email: z.string(),
  email_verified: z.boolean(),
  email_verified_at: z.nullable(Timestamp),
  agent_name: z.string(),
  credit_balance: Money,
  credit_reserved: Money,
  created_at: Timestamp,
});
export type Account = z.output<typeof Account>;

const Session = z.object({
  org_id: OrgId,
  user_id: UserId,
  email: z.string(),
  session_token: z.string(),
  session_expires_at: Timestamp,
});
export type Session = z.output<typeof Session>;

const EmailBody = z.strictObject({ email: Email });
const MailSent = z.object({ status: z.literal("accepted"), email: z.string() });

export const LedgerEntry = z.object({
  id: LedgerEntryId,
  kind: z.enum(["grant", "reserve", "settle", "release"]),
  /** What it did to the balance that can be spent. */
  balance_change: SignedMoney,
  /** What it did to the sum held back for running work. */
  reserved_change: SignedMoney,
  batch_id: z.nullable(z.string()),
  note: z.string(),
  created_at: Timestamp,
});
export type LedgerEntry = z.output<typeof LedgerEntry>;

export const accounts = defineGroup("accounts", {
  register: defineEndpoint({
    method: "POST",
    path: "/v1/auth/agent-register",
    summary: "Register an agent",
    auth: { kind: "none" },
    body: { kind: "json", schema: RegisterBody },
    answer: {
      kind: "json",
      status: 201,
      schema: z.object({
        status: z.literal("verification_sent"),
        email: z.string(),
        agent_name: z.string(),
        verification_expires_at: Timestamp,
      }),
    },
    changes: ["local.listMails"],
  }),
  verifyEmail: defineEndpoint({
    method: "POST",
    path: "/v1/auth/verify-email/confirm",
    summary: "Verify the email address",
    auth: { kind: "none" },
    body: {
      kind: "json",
      schema: z.strictObject({
        token: z
          .string()
          .check(z.trim(), z.minLength(1, "Paste the token of the mail"), z.maxLength(200)),
      }),
    },
    answer: { kind: "json", status: 200, schema: Session },
    errors: ["token_invalid", "token_expired"],
    changes: ["accounts", "apiKeys"],
  }),
  resendVerification: defineEndpoint({
    method: "POST",
    path: "/v1/auth/verify-email/resend",
    summary: "Send the verification mail again",
    auth: { kind: "none" },
    body: { kind: "json", schema: EmailBody },
    answer: { kind: "json", status: 202, schema: MailSent },
    changes: ["local.listMails"],
  }),
  signIn: defineEndpoint({
    method: "POST",
    path: "/v1/auth/sessions",
    summary: "Sign in",
    auth: { kind: "none" },
    body: {
      kind: "json",
      schema: z.strictObject({
        email: Email,
        password: z.string().check(z.maxLength(PASSWORD_MAX)),
      }),
    },
    answer: { kind: "json", status: 200, schema: Session },
    errors: ["invalid_credentials", "email_not_verified"],
    changes: ["accounts", "apiKeys", "batches", "quotes", "files", "webhooks", "workflows"],
  }),
  signOut: defineEndpoint({
    method: "DELETE",
    path: "/v1/auth/sessions/current",
    summary: "Sign out",
    auth: { kind: "session" },
    answer: { kind: "none", status: 204 },
  }),
  requestPasswordReset: defineEndpoint({
    method: "POST",
    path: "/v1/auth/password-reset",
    summary: "Send a password reset mail",
    auth: { kind: "none" },
    body: { kind: "json", schema: EmailBody },
    answer: { kind: "json", status: 202, schema: MailSent },
    changes: ["local.listMails"],
  }),
  confirmPasswordReset: defineEndpoint({
    method: "POST",
    path: "/v1/auth/password-reset/confirm",
    summary: "Set a new password; ends all sessions",
    auth: { kind: "none" },
    body: {
      kind: "json",
      schema: z.strictObject({
        token: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)),
        password: Password,
      }),
    },
    answer: {
      kind: "json",
      status: 200,
      schema: z.object({ status: z.literal("password_changed") }),
    },
    errors: ["token_invalid", "token_expired"],
  }),
  changePassword: defineEndpoint({
    method: "POST",
    path: "/v1/auth/account/password",
    summary: "Change the password; ends all other sessions",
    auth: { kind: "session" },
    body: {
      kind: "json",
      schema: z.strictObject({
        current_password: z.string().check(z.maxLength(PASSWORD_MAX)),
        password: Password,
      }),
    },
    answer: {
      kind: "json",
      status: 200,
      schema: z.object({ status: z.literal("password_changed") }),
    },
    errors: ["invalid_credentials"],
  }),
  get: defineEndpoint({
    method: "GET",
    path: "/v1/auth/account",
    summary: "Get the account and its credits",
    auth: { kind: "either", permission: null },
    answer: { kind: "json", status: 200, schema: Account },
    cached: true,
  }),
  ledger: defineEndpoint({
    method: "GET",
    path: "/v1/auth/account/ledger",
    summary: "List every grant, reservation, settlement and release",
    auth: { kind: "either", permission: "read" },
    query: PageQuery,
    answer: { kind: "json", status: 200, schema: pageOf(LedgerEntry) },
    cached: true,
  }),
});
