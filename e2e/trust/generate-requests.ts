import { type Endpoint, fillPath } from "#contract/endpoint.ts";
import { formUpload } from "#contract/form-upload.ts";
import type { NamedEndpoint } from "#contract/whole-api.ts";
import type { SeededRandom } from "../torture/seeded-random.ts";
import {
  anyValue,
  goodValueOf,
  spoiled,
  valueOf,
  type ValueSources,
  wellFormed,
} from "./generate-values.ts";

/** A request to one endpoint, and what has been made odd about it. */
export interface FuzzRequest {
  endpoint: NamedEndpoint;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Uint8Array<ArrayBuffer> | Blob | undefined;
  /** What was done to it beside following the contract, in a word each. */
  oddities: string[];
}

/** Who may be asked as. */
export interface Callers {
  session: string;
  api_key: string;
  /** A key that may only read. */
  reading_key: string;
  /** Of another org. */
  stranger: string;
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Makes requests to an endpoint from its own schemas: half of them good, the others odd in one way or two. */
export class RequestGenerator {
  readonly #sources: ValueSources;
  readonly #callers: Callers;
  readonly #random: SeededRandom;

  constructor(sources: ValueSources, callers: Callers) {
    this.#sources = sources;
    this.#callers = callers;
    this.#random = sources.random;
  }

  next(named: NamedEndpoint): FuzzRequest {
    const { endpoint } = named;
    const request: FuzzRequest = {
      endpoint: named,
      method: endpoint.method,
      path: this.#path(endpoint),
      headers: {},
      body: undefined,
      oddities: [],
    };
    this.#addCredential(endpoint, request);
    this.#addQuery(endpoint, request);
    this.#addBody(endpoint, request);
    this.#addHeaders(endpoint, request);
    if (!this.#isHarmful(endpoint) && this.#random.chance(0.02)) {
      request.method = "PATCH";
      request.oddities.push("method");
    }
    return request;
  }

  /** What would take the gateway, or the run's own accounts, away is never asked for in a way that works. */
  #isHarmful({ path }: Endpoint): boolean {
    return path === "/local/reset" || path === "/v1/auth/sessions/current";
  }

  #path(endpoint: Endpoint): string {
    if (endpoint.params === undefined) return endpoint.path;
    const made = valueOf(endpoint.params, this.#sources) as Record<string, unknown>; // params are objects
    const texts = Object.entries(made).map(([name, value]) => {
      const text = this.#random.chance(0.08) ? anyValue(this.#random) : value;
      return [name, wellFormed(asText(text).slice(0, 2_000)) || "0"];
    });
    return fillPath(endpoint.path, Object.fromEntries(texts));
  }

  #addCredential({ auth }: Endpoint, request: FuzzRequest): void {
    const { session, api_key, reading_key, stranger } = this.#callers;
    const isOdd = this.#random.chance(0.1) || this.#isHarmful(request.endpoint.endpoint);
    if (isOdd) {
      request.oddities.push("credential");
      const odd = [
        "",
        "Bearer",
        "Bearer ",
        `Basic ${api_key}`,
        "Bearer ob_live_x",
        `bearer ${"y".repeat(3_000)}`,
      ];
      const others = [reading_key, stranger].map((token) => `Bearer ${token}`);
      const harmless = this.#isHarmful(request.endpoint.endpoint) ? odd : [...odd, ...others];
      request.headers.authorization = this.#random.pick(harmless);
    } else if (auth.kind === "session") request.headers.authorization = `Bearer ${session}`;
    else if (auth.kind === "either")
      request.headers.authorization = `Bearer ${this.#random.pick([session, api_key])}`;
  }

  #addQuery(endpoint: Endpoint, request: FuzzRequest): void {
    const search = new URLSearchParams();
    const made = endpoint.query === undefined ? {} : valueOf(endpoint.query, this.#sources);
    for (const [name, value] of Object.entries(made as object)) {
      if (typeof value !== "object" || value === null) search.append(name, String(value));
      else
        for (const [key, inner] of Object.entries(value))
          search.append(`${name}[${key}]`, String(inner));
    }
    if (this.#random.chance(0.08)) {
      request.oddities.push("query");
      const names = [
        ...search.keys(),
        "limit",
        "cursor",
        "x",
        "__proto__",
        "metadata[a",
        "metadata[]",
      ];
      const odd = anyValue(this.#random);
      search.append(this.#random.pick(names), asText(odd).slice(0, 3_000));
    }
    const text = search.toString();
    if (text !== "") request.path += `?${text}`;
  }

  #addBody(endpoint: Endpoint, request: FuzzRequest): void {
    if (endpoint.body?.kind === "upload") return this.#addUpload(endpoint.body.formFields, request);
    if (endpoint.body === undefined) {
      if (endpoint.method === "GET" || this.#random.chance(0.9)) return;
      request.oddities.push("body");
      request.body = Buffer.from(JSON.stringify(anyValue(this.#random)));
      return;
    }
    request.headers["content-type"] = "application/json";
    const good = goodValueOf(endpoint.body.schema, this.#sources);
    if (!this.#isHarmful(endpoint) && this.#random.chance(0.5)) {
      request.body = Buffer.from(JSON.stringify(good));
      return;
    }
    request.oddities.push("body");
    const odd = this.#isHarmful(endpoint)
      ? { ...(good as object), confirm: "no" }
      : spoiled(good, this.#random);
    request.body = this.#random.chance(0.3) ? this.#broken(odd) : Buffer.from(JSON.stringify(odd));
  }

  /** JSON that is none any more, or none that may be read. */
  #broken(value: unknown): Uint8Array<ArrayBuffer> {
    const text = JSON.stringify(value);
    const cut = this.#random.between(0, text.length);
    const broken = [
      text.slice(0, cut),
      `${text.slice(0, cut)}${this.#random.pick([",", "}", "]", '"', "\\", "\t", "1e", "tru"])}${text.slice(cut)}`,
      `{"a":${"[".repeat(5_000)}`,
      `${"[".repeat(119)}${"]".repeat(119)}`,
      `\ufeff${text}`,
      `${text} ${text}`,
      `{"confirm":"no","confirm":"never",${text.slice(1)}`,
      "",
    ];
    const bytes = Buffer.from(this.#random.pick(broken));
    if (bytes.length > 0 && this.#random.chance(0.2))
      bytes[this.#random.between(0, bytes.length - 1)] = this.#random.between(128, 255);
    return bytes;
  }

  #addUpload(formFields: Readonly<Record<string, string>> | undefined, request: FuzzRequest): void {
    const lines = Array.from({ length: this.#random.between(0, 5) }, () => this.#line(request));
    const text = lines.join("\n");
    if (formFields === undefined && this.#random.chance(0.6)) {
      request.headers["content-type"] = "application/x-ndjson";
      request.body = Buffer.from(text);
      return;
    }
    const fields = this.#random.chance(0.8)
      ? (formFields ?? {})
      : { purpose: "odd", file: "field" };
    request.body = formUpload(new Blob([text]), fields);
    request.headers["content-type"] = request.body.type;
  }

  #line(request: FuzzRequest): string {
    const make = this.#sources.fields.items;
    const [item] = (make?.(this.#sources) ?? []) as unknown[];
    if (this.#random.chance(0.7)) return JSON.stringify(item);
    request.oddities.push("line");
    const odd = spoiled(item, this.#random);
    return this.#random.chance(0.5)
      ? JSON.stringify(odd)
      : Buffer.from(this.#broken(odd)).toString("latin1");
  }

  #addHeaders(endpoint: Endpoint, request: FuzzRequest): void {
    const { headers, oddities } = request;
    const key = this.#random.pick([
      "fuzz-key-0001",
      "fuzz-key-0002",
      `key-${this.#random.between(0, 1e9)}`,
    ]);
    if (
      endpoint.method === "POST" &&
      this.#random.chance(endpoint.requiresIdempotencyKey ? 0.9 : 0.2)
    )
      headers["idempotency-key"] = key;
    if (this.#random.chance(0.04)) {
      oddities.push("headers");
      const [name, value] = this.#random.pick([
        ["content-type", "text/plain"],
        ["content-type", "application/json; charset=utf-16"],
        ["content-type", "multipart/form-data"],
        ["content-type", ""],
        ["content-encoding", "gzip"],
        ["idempotency-key", "short"],
        ["idempotency-key", "k".repeat(500)],
        ["if-none-match", '*, W/"x", "'],
        ["if-none-match", "*"],
        ["accept", "text/html"],
        ["range", "bytes=5-1,-0,99999999999999999999-"],
        ["x-forwarded-for", "::1, 999.1.1.1"],
      ] as const);
      headers[name] = value;
    }
  }
}
