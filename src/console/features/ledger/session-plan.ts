import type { Exchange } from "#contract/client.ts";
import { JSON_DIALECT, valueLiteral } from "#contract/snippet-literal.ts";
import type { Environment } from "../../environments/environment.ts";
import { scriptVariables } from "./script-variables.ts";
import { hasMailbox, type LeftOut, sessionEntries, type SessionStep } from "./session-steps.ts";
import {
  type Capture,
  credentialCaptures,
  idKind,
  idsIn,
  reusableKind,
  stringsIn,
  type Variable,
  withSecretMarks,
} from "./session-values.ts";
import { markedVariables, markValues } from "./shell-text.ts";

/** A step as the script makes it, its texts marked with the variables that go into them. */
export interface PlannedStep {
  step: SessionStep;
  path: string;
  /** The JSON text of the body. */
  body: string | undefined;
  /** The variable that names the file of an upload. */
  fileVariable: string | undefined;
  /** The shell variable of the `Idempotency-Key`. */
  idempotencyKey: string | undefined;
  captures: Capture[];
  /** A mail's token is needed: from the local mailbox, or from whoever runs the script. */
  token: "none" | "mailbox" | "asked";
}

/** All that a script of a session is made of. */
export interface SessionPlan {
  steps: PlannedStep[];
  leftOut: LeftOut[];
  variables: Variable[];
}

interface Source {
  name: string | undefined;
  kind: string;
  path: Capture["path"];
  captures: Capture[];
}

/** Follows the values from answers into requests, so that each request is made with what this run's answers said. */
export function planSession(
  calls: readonly Exchange[],
  environment: Pick<Environment, "kind" | "origin">,
): SessionPlan {
  const entries = sessionEntries(calls);
  const planner = new Planner(environment.origin, hasMailbox(calls, environment));
  const leftOut: LeftOut[] = [];
  const steps: PlannedStep[] = [];
  for (const entry of entries) {
    if (entry.kind === "left-out") leftOut.push(entry.leftOut);
    else steps.push(planner.plan(entry.step));
  }
  const address = environment.kind === "production" ? null : environment.origin;
  return { steps, leftOut, variables: planner.variables(address) };
}

class Planner {
  readonly #origin: string;
  readonly #hasMailbox: boolean;
  /** A value that an answer told → where, and the variable that holds it once a request has asked for it. */
  readonly #sources = new Map<string, Source>();
  /** A value that no answer told → the variable at the top that holds it. */
  readonly #given = new Map<string, Variable>();
  readonly #files = new Map<string, string>();
  readonly #keys = new Map<string, string>();
  readonly #needed = new Set<string>();
  readonly #counts = new Map<string, number>();
  readonly #held = new Set<string>();
  #email: string | undefined;

  constructor(origin: string, hasLocalMailbox: boolean) {
    this.#origin = origin;
    this.#hasMailbox = hasLocalMailbox;
  }

  plan(step: SessionStep): PlannedStep {
    this.#noteEmail(step);
    const names = this.#namesFor(step);
    const body =
      step.call.bodyState === "json"
        ? markValues(valueLiteral(withSecretMarks(step.call.body), JSON_DIALECT), names)
        : undefined;
    const used = markedVariables(body ?? "");
    for (const name of used) this.#needed.add(name);
    const { credential } = step.call;
    if (credential !== null && !this.#held.has(credential.slice(1)))
      this.#needed.add(credential.slice(1));
    const captures = credentialCaptures(step);
    for (const { name } of captures) this.#held.add(name);
    this.#noteAnswers(step, captures);
    return {
      step,
      path: markValues(step.exchange.path, names),
      body,
      fileVariable: step.call.bodyState === "upload" ? this.#fileVariable(step) : undefined,
      idempotencyKey: this.#keyFor(step),
      captures,
      token: used.includes("TOKEN") ? (this.#hasMailbox ? "mailbox" : "asked") : "none",
    };
  }

  variables(address: string | null): Variable[] {
    return scriptVariables({
      address,
      email: this.#email,
      needed: this.#needed,
      files: this.#files,
      given: [...this.#given.values()],
    });
  }

  #noteEmail({ call: { body, endpoint } }: SessionStep): void {
    const isAccount = endpoint.path.startsWith("/v1/auth/");
    const has = isAccount && body !== null && typeof body === "object" && "email" in body;
    if (has && typeof body.email === "string") this.#email ??= body.email;
  }

  /** The values of a step's request that come from somewhere, each with its variable. */
  #namesFor({ exchange, call }: SessionStep): Map<string, string> {
    const names = new Map<string, string>();
    const add = (value: string, name: string | undefined): void => {
      if (name !== undefined) names.set(value, name);
    };
    if (this.#email !== undefined) {
      add(this.#email, "BATCHROUTER_EMAIL");
      add(encodeURIComponent(this.#email), "EMAIL_ENCODED");
    }
    const addresses = [...stringsIn(call.body)].map(([text]) => text);
    for (const text of [...addresses, ...Object.values(call.query)]) {
      add(text, this.#take(text));
      // An address of this gateway's own that no answer told is at least at the gateway that is asked now.
      if (text.startsWith(`${this.#origin}/`)) add(this.#origin, "BATCHROUTER_URL");
    }
    const whole = [...names.keys()].join(" ");
    for (const id of idsIn(`${exchange.path} ${addresses.join(" ")}`)) {
      if (!whole.includes(id)) add(id, this.#take(id) ?? this.#givenName(id));
    }
    return names;
  }

  /** The variable of a value that an answer told; from now on that answer's step fills it. */
  #take(value: string): string | undefined {
    const source = this.#sources.get(value);
    if (source === undefined) return undefined;
    if (source.name === undefined) {
      source.name = this.#nextName(source.kind);
      source.captures.push({ name: source.name, path: source.path });
    }
    return source.name;
  }

  #givenName(id: string): string {
    const known = this.#given.get(id);
    if (known !== undefined) return known.name;
    const name = this.#nextName(idKind(id));
    this.#given.set(id, { name, value: id, what: "made before this session" });
    return name;
  }

  #nextName(kind: string): string {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    return `${kind}_${count}`;
  }

  #fileVariable({ call, exchange }: SessionStep): string {
    const filename = call.query["filename"] ?? `input-${exchange.number}.jsonl`;
    const known = this.#files.get(filename);
    const name = known ?? this.#nextName("INPUT_FILE");
    this.#files.set(filename, name);
    return name;
  }

  /** A key that was sent twice is the same key twice again; a run never meets the keys of the run before. */
  #keyFor({ exchange: { idempotency_key } }: SessionStep): string | undefined {
    if (idempotency_key === null) return undefined;
    const known = this.#keys.get(idempotency_key);
    const name = known ?? this.#nextName("IDEMPOTENCY_KEY");
    this.#keys.set(idempotency_key, name);
    return name;
  }

  #noteAnswers({ answers }: SessionStep, captures: Capture[]): void {
    for (const answer of answers.toReversed()) {
      for (const [value, path] of stringsIn(answer)) {
        const kind = reusableKind(value, path);
        if (kind === undefined || this.#sources.has(value) || this.#given.has(value)) continue;
        this.#sources.set(value, { name: undefined, kind, path, captures });
      }
    }
  }
}
