import type { Exchange } from "#contract/client.ts";
import {
  type SessionFacts,
  type SessionFile,
  sessionFileName,
  sessionTitle,
} from "./export-session.ts";
import { type PlannedStep, planSession, type SessionPlan } from "./session-plan.ts";
import { SCRIPT_FUNCTIONS } from "./session-script-functions.ts";
import type { Capture, Variable } from "./session-values.ts";
import { hereDocument, shellComment, shellDoubleQuoted, variableMark } from "./shell-text.ts";

/** A session as a script, and what whoever runs it should know. */
export interface SessionScript extends SessionFile, SessionPlan {}

/**
 * The session as a POSIX shell script that makes its calls again, in order, against an empty gateway or an account of
 * one's own. What an answer tells and a later request needs is read from the new answer; it holds no secret.
 */
export function sessionScript(calls: readonly Exchange[], facts: SessionFacts): SessionScript {
  const plan = planSession(calls, facts.environment);
  const parts = [
    head(facts),
    variables(plan.variables),
    SCRIPT_FUNCTIONS,
    derived(plan),
    ...body(plan),
    "end_session",
  ];
  return {
    ...plan,
    name: sessionFileName(facts, "sh"),
    text: `${parts.filter((part) => part !== "").join("\n\n")}\n`,
    type: "application/x-sh",
  };
}

function head(facts: SessionFacts): string {
  return [
    "#!/bin/sh",
    shellComment(sessionTitle(facts)),
    "#",
    "# Makes the calls of one session again, in their order. Needs curl and python3. Secrets were never in it: they are",
    "# read from the environment, or from the answers as they come.",
    "set -eu",
  ].join("\n");
}

function variables(all: readonly Variable[]): string {
  const width = Math.max(...all.map(({ name }) => name.length));
  return all
    .map(({ name, value, what }) => {
      const set = value === null ? `?Set ${name} to ${what}` : `=${defaultValue(value)}`;
      return `${shellComment(`${name.padEnd(width)}  ${what}`)}\n: "\${${name}:${set}}"`;
    })
    .join("\n");
}

/** Within `"${NAME:=…}"` a closing brace would end the default. */
function defaultValue(value: string): string {
  return shellDoubleQuoted(value).slice(1, -1).replaceAll("}", "\\}");
}

/** Forms of the variables at the top that go into JSON and into addresses. */
function derived({ variables: all, steps }: SessionPlan): string {
  const names = new Set(all.map(({ name }) => name));
  const keys = new Set(steps.flatMap(({ idempotencyKey }) => idempotencyKey ?? []));
  return [
    ...["PASSWORD", "WEBHOOK_SECRET", "HIDDEN"]
      .filter((name) => names.has(`BATCHROUTER_${name}`))
      .map((name) => `${name}_JSON=$(json_text "$BATCHROUTER_${name}")`),
    ...(names.has("BATCHROUTER_EMAIL") ? ['EMAIL_ENCODED=$(encoded "$BATCHROUTER_EMAIL")'] : []),
    ...all
      .filter(({ name }) => name.startsWith("INPUT_FILE"))
      .map(({ name }) => `need_file "$${name}"`),
    ...(keys.size === 0
      ? []
      : [
          "# Keys of this run's own: the same work under the same key, and never the key of another run.",
        ]),
    ...[...keys].map(
      (name) => `${name}=session-$(date +%s)-$$-${name.replace("IDEMPOTENCY_KEY_", "")}`,
    ),
  ].join("\n");
}

/** Steps and what is left out, in the order of the session. */
function body({ steps, leftOut }: SessionPlan): string[] {
  const parts = [
    ...steps.map((planned) => ({ number: planned.step.number, text: stepText(planned) })),
    ...leftOut.map(({ number, method, path, reason }) => ({
      number,
      text: shellComment(`#${number} ${method} ${path} is left out: ${reason}.`),
    })),
  ];
  return parts.toSorted((a, b) => a.number - b.number).map(({ text }) => text);
}

function stepText(planned: PlannedStep): string {
  const { step, captures, token } = planned;
  const { exchange, call, times } = step;
  const repeats = times > 1 ? `, asked ${times} times` : "";
  const wait = waitCommand(planned);
  return [
    shellComment(`#${exchange.number} ${call.endpoint.summary}${repeats}`),
    ...tokenLines(token),
    wait === undefined ? sendCommand(planned) : `${wait} ${sendCommand(planned)}`,
    ...captures.map(captureLine),
  ].join("\n");
}

function captureLine({ name, path }: Capture): string {
  return `${name}=$(value ${pathArguments(path)})`;
}

function pathArguments(path: Capture["path"]): string {
  return path
    .map((part) => (/^\w+$/.test(String(part)) ? String(part) : shellDoubleQuoted(String(part))))
    .join(" ");
}

function tokenLines(token: PlannedStep["token"]): string[] {
  if (token === "none") return [];
  return [token === "mailbox" ? "token_from_mailbox" : "token_from_person"];
}

function waitCommand({ step, captures }: PlannedStep): string | undefined {
  if (step.exchange.method !== "GET" || step.status >= 400) return undefined;
  if (step.wait.kind === "end") return "until_ended";
  // What is read out of an answer has to be in it: the last of the list is there when all before it are.
  const [first] = captures;
  if (first !== undefined) return `until_there '${first.path.join(".")}'`;
  return step.wait.kind === "entry" ? "until_there data.0" : undefined;
}

function sendCommand(planned: PlannedStep): string {
  const { step, path, body: text, fileVariable, idempotencyKey } = planned;
  const { exchange, call, status } = step;
  const parts = [`send ${exchange.method} ${shellDoubleQuoted(path)} ${status}`];
  const header = (line: string): number => parts.push(`-H ${shellDoubleQuoted(line)}`);
  if (call.credential !== null)
    header(`Authorization: Bearer ${variableMark(call.credential.slice(1))}`);
  if (idempotencyKey !== undefined) header(`Idempotency-Key: ${variableMark(idempotencyKey)}`);
  if (fileVariable !== undefined) {
    header("Content-Type: application/x-ndjson");
    parts.push(`-T "$${fileVariable}"`);
  }
  if (text === undefined) return parts.join(" \\\n  ");
  header("Content-Type: application/json");
  return `${[...parts, "--data-binary @-"].join(" \\\n  ")} ${hereDocument(text, "JSON")}`;
}
