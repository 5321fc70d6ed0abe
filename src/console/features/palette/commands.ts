import { allEndpoints } from "#contract/whole-api.ts";
import { SAMPLES } from "#contract/manifest/samples.ts";
import { ID_PREFIXES } from "#contract/primitives.ts";
import type { Environment } from "../../environments/environment.ts";
import { TIME_STYLES, type TimeStyle } from "../../format/times.ts";
import type { Theme } from "../../layout/theme-store.ts";
import { paths } from "../../paths.ts";
import {
  endpointAddress,
  FIRST_SECTION,
  GROUP_SECTIONS,
  TOPIC_SECTIONS,
} from "../reference/queries.ts";
import type { Thing, ThingKind } from "./recent-things.ts";
import { TIME_STYLE_NAMES } from "./time-style-words.ts";

type CommandGroup = "Open" | "Recent" | "Pages" | "Actions" | "Yours" | "Reference";

/** What choosing a command does. */
export type CommandEffect =
  | { kind: "go"; to: string }
  | { kind: "environment"; id: string }
  | { kind: "theme"; theme: Theme }
  | { kind: "times"; style: TimeStyle }
  | { kind: "sign_out" }
  | { kind: "open_inbox" }
  | { kind: "shortcuts" }
  | { kind: "present" };

/** One line of the palette. */
export interface Command {
  /** Stays with it, so that what was used lately is known again. */
  id: string;
  group: CommandGroup;
  title: string;
  /** At the end of the line, quiet; found by as well. */
  detail?: string;
  /** Other words that it is found by. */
  keywords?: string;
  effect: CommandEffect;
}

/** What the commands depend on. */
export interface CommandFacts {
  environment: Environment;
  environments: readonly Environment[];
  theme: Theme;
  times: TimeStyle;
  canCall: boolean;
  things: readonly Thing[];
}

function page(title: string, to: string, keywords?: string): Command {
  const found = keywords === undefined ? {} : { keywords };
  return { id: `page:${to}`, group: "Pages", title, ...found, effect: { kind: "go", to } };
}

function pages(isLocal: boolean): Command[] {
  return [
    page("Overview", paths.home(), "home start"),
    page("Register", paths.register(), "sign up account"),
    page("Verify email", paths.verify(), "token"),
    page("API keys", paths.apiKeys(), "create key secret"),
    page("Quote", paths.quote(), "price cost estimate"),
    page("Submit a batch", paths.submit(), "upload input jsonl"),
    page("Batches", paths.batches(), "results"),
    page("Files", paths.files()),
    page("Webhooks", paths.webhooks(), "inbox receiver events"),
    page("Webhook deliveries", `${paths.webhooks()}?tab=deliveries`, "resend attempts"),
    page("Agent loop", paths.agentRuns(), "runs workflow main thread"),
    page("Lanes and models", paths.lanes(), "catalog prices"),
    page("Environments", paths.environments(), "hosts gateways"),
    page("Ledger", paths.ledger(), "calls wire exchanges"),
    page("Account and credits", paths.account(), "balance"),
    page("Sign in", paths.signIn(), "log in session"),
    page("Reference", paths.docs(), "docs api documentation"),
    ...(isLocal
      ? [
          page("Demo", paths.demo(), "play lifecycle scenario seed sample present"),
          page("Mailbox", paths.mailbox(), "mail"),
          page("Sandbox", paths.sandbox(), "scenario reset"),
        ]
      : []),
  ];
}

function action(id: string, title: string, effect: CommandEffect, detail?: string): Command {
  return {
    id: `action:${id}`,
    group: "Actions",
    title,
    ...(detail === undefined ? {} : { detail }),
    effect,
  };
}

const THEME_NAMES: Record<Theme, string> = {
  light: "light",
  dark: "dark",
  system: "as the system",
};

function actions(facts: CommandFacts): Command[] {
  const { environment, environments, canCall, theme, times } = facts;
  const samples = SAMPLES.map(({ file, title }) =>
    action(
      `sample:${file}`,
      `Submit a sample: ${title}`,
      { kind: "go", to: `${paths.submit()}?source=text&sample=${file}` },
      file,
    ),
  );
  return [
    action("quote", "Lock a quote", { kind: "go", to: paths.quote() }),
    ...samples.slice(0, 1),
    ...(environment.kind === "local"
      ? [action("inbox", "Open a webhook inbox", { kind: "open_inbox" })]
      : []),
    ...environments
      .filter(({ id }) => id !== environment.id)
      .map(({ id, name, origin }) =>
        action(
          `environment:${id}`,
          `Switch to ${name}`,
          { kind: "environment", id },
          origin.replace(/^https?:\/\//, ""),
        ),
      ),
    ...(["light", "dark", "system"] as const)
      .filter((other) => other !== theme)
      .map((other) =>
        action(`theme:${other}`, `Theme: ${THEME_NAMES[other]}`, { kind: "theme", theme: other }),
      ),
    ...TIME_STYLES.filter((other) => other !== times).map((other) =>
      action(`times:${other}`, `Times: ${TIME_STYLE_NAMES[other]}`, {
        kind: "times",
        style: other,
      }),
    ),
    ...(canCall ? [action("sign-out", "Sign out", { kind: "sign_out" })] : []),
    action("present", "Presenter mode: hide secrets, larger type", { kind: "present" }),
    action("shortcuts", "List the shortcuts", { kind: "shortcuts" }),
    ...samples.slice(1),
  ];
}

const THING_PAGES: Record<ThingKind, (id: string) => string> = {
  batch: paths.batch,
  run: paths.agentRun,
  file: (id) => `${paths.files()}?q=${id}`,
  quote: (id) => `${paths.quote()}?quote_id=${id}`,
};

function thingCommand({ kind, id, title, detail }: Thing): Command {
  return {
    id: `thing:${id}`,
    group: "Yours",
    title,
    detail: title === id ? detail : `${id} · ${detail}`,
    keywords: kind,
    effect: { kind: "go", to: THING_PAGES[kind](id) },
  };
}

function referenceCommands(): Command[] {
  return [
    ...[FIRST_SECTION, ...GROUP_SECTIONS, ...TOPIC_SECTIONS].map(({ slug, title }) => ({
      id: `docs:${slug}`,
      group: "Reference" as const,
      title: `Reference: ${title}`,
      effect: { kind: "go" as const, to: paths.docs(slug) },
    })),
    ...allEndpoints.map(({ name, endpoint }) => ({
      id: `endpoint:${name}`,
      group: "Reference" as const,
      title: endpoint.summary,
      detail: `${endpoint.method} ${endpoint.path}`,
      keywords: name,
      effect: { kind: "go" as const, to: endpointAddress(endpoint) },
    })),
  ];
}

/** Everything that the palette offers, in the order of the groups. */
export function allCommands(facts: CommandFacts): Command[] {
  return [
    ...facts.things.map(thingCommand),
    ...actions(facts),
    ...pages(facts.environment.kind === "local"),
    ...referenceCommands(),
  ];
}

/** The command for what the palette itself does not know: fields, codes, events. */
export function searchTheReference(text: string): Command {
  const query = text.trim();
  return {
    id: "docs:search",
    group: "Reference",
    title: `Search the reference for “${query}”`,
    effect: { kind: "go", to: `${paths.docs()}?q=${encodeURIComponent(query)}` },
  };
}

const ID_KINDS: readonly ThingKind[] = ["batch", "run", "file", "quote"];

/** The command that opens what a typed or pasted id names; undefined for what is no whole id. */
export function openById(text: string): Command | undefined {
  const id = text.trim().toLowerCase();
  const kind = ID_KINDS.find((one) =>
    new RegExp(`^${ID_PREFIXES[one]}_[0-9a-hjkmnp-tv-z]{20}$`).test(id),
  );
  if (kind === undefined) return undefined;
  return {
    id: `thing:${id}`,
    group: "Open",
    title: `Open ${kind} ${id}`,
    effect: { kind: "go", to: THING_PAGES[kind](id) },
  };
}
