import { allEndpoints } from "#contract/whole-api.ts";
import { endpointName, type Endpoint } from "#contract/endpoint.ts";
import { paths } from "../../paths.ts";

/** A page of the reference. */
export interface ReferenceSection {
  /** In the address, after `/docs/`; "" is the first page. */
  slug: string;
  title: string;
  /** The group of endpoints that it describes; absent on the pages about other things. */
  group?: string;
}

const GROUP_TITLES: Readonly<Record<string, string>> = {
  apiKeys: "API keys",
  workflows: "Agent runs",
  openai: "OpenAI client",
  local: "Local aids",
};

function titleOfGroup(group: string): string {
  return GROUP_TITLES[group] ?? group.charAt(0).toUpperCase() + group.slice(1);
}

function slugOfGroup(group: string): string {
  return group.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The pages about endpoints, in the order of the contract. */
export const GROUP_SECTIONS: readonly ReferenceSection[] = [
  ...new Set(allEndpoints.map(({ group }) => group)),
].map((group) => ({ slug: slugOfGroup(group), title: titleOfGroup(group), group }));

/** The pages about what all endpoints share. */
export const TOPIC_SECTIONS = [
  { slug: "errors", title: "Errors" },
  { slug: "events", title: "Webhook events" },
  { slug: "states", title: "Batch states" },
  { slug: "input", title: "Input lines" },
  { slug: "sentinels", title: "Sandbox sentinels" },
] as const satisfies readonly ReferenceSection[];

export const FIRST_SECTION: ReferenceSection = { slug: "", title: "Overview" };

/** The section that an address names, or undefined for one that nobody wrote. */
export function sectionOfSlug(slug: string | undefined): ReferenceSection | undefined {
  if (slug === undefined) return FIRST_SECTION;
  return [...GROUP_SECTIONS, ...TOPIC_SECTIONS].find((section) => section.slug === slug);
}

/** Where the reference describes an endpoint. */
export function endpointAddress(endpoint: Endpoint): string {
  const name = endpointName(endpoint);
  return paths.docs(slugOfGroup(name.slice(0, name.indexOf("."))), name);
}

/** Where the reference explains an error code. */
export function errorAddress(code: string): string {
  return paths.docs("errors", code);
}
