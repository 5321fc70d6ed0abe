import { forwarderBase, HOSTED_ORIGINS, type HostedName } from "#contract/hosted-origins.ts";

export type EnvironmentKind = "local" | "test" | "production" | "custom";

/** A place that serves the API. Keys and history belong to one and are never carried to another. */
export interface Environment {
  /** `local`, `test`, `production`, or `custom:` and the origin. */
  id: string;
  kind: EnvironmentKind;
  name: string;
  /** What the console's client puts before `/v1`: "" is the page's own origin. */
  baseUrl: string;
  /** What a person's own client would use: shown, and put into snippets. */
  origin: string;
  /** What is done here is real and may cost money: what cannot be taken back asks twice. */
  isLive: boolean;
}

function hosted(kind: HostedName, name: string): Environment {
  // A browser may not call the hosted origins across sites: the local gateway passes the calls on, unchanged.
  return {
    id: kind,
    kind,
    name,
    baseUrl: forwarderBase(kind),
    origin: HOSTED_ORIGINS[kind],
    isLive: kind === "production",
  };
}

/** The environments that are always there; `pageOrigin` is where the console was loaded from. */
export function builtInEnvironments(pageOrigin: string): readonly Environment[] {
  return [
    { id: "local", kind: "local", name: "Local", baseUrl: "", origin: pageOrigin, isLive: false },
    hosted("test", "Hosted test"),
    hosted("production", "Hosted production"),
  ];
}

/**
 * An environment at an address that a person typed, marked by them as live or not; throws a sentence that says what is wrong
 * with the address.
 */
export function customEnvironment(typed: string, isLive = false): Environment {
  let url: URL;
  try {
    url = new URL(typed.trim());
  } catch {
    throw new Error("Give a whole address, like http://127.0.0.1:9090");
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new Error("The address has to begin with http:// or https://");
  }
  if (url.username !== "" || url.password !== "") {
    throw new Error("Leave name and password out of the address; the API takes a key");
  }
  const base = url.origin + url.pathname.replace(/\/+$/, "").replace(/\/v1$/, "");
  return {
    id: `custom:${base}`,
    kind: "custom",
    name: url.host,
    baseUrl: base,
    origin: base,
    isLive,
  };
}

/** An environment as part of a file's name, so that files of two are not mixed up: `local`, `custom-http-10-0-0-1-9`. */
export function environmentSlug({ id }: Pick<Environment, "id">): string {
  return id
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
