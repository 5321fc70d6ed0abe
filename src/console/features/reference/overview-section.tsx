import { contract } from "#contract/index.ts";
import { allEndpoints } from "#contract/whole-api.ts";
import { PERMISSIONS } from "#contract/endpoint.ts";
import { GROUP_DESCRIPTIONS } from "#contract/group-descriptions.ts";
import { openApiHeaders } from "#contract/openapi-headers.ts";
import { ID_PREFIXES } from "#contract/primitives.ts";
import { QUOTE_LOCK_SECONDS } from "#contract/quotes.ts";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { Section } from "../../layout/page.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { parametersOf } from "./api-document.ts";
import { fieldRow } from "./field-rows.ts";
import { PlainWords } from "./plain-words.tsx";
import { endpointAddress, errorAddress, GROUP_SECTIONS } from "./sections.ts";

/** What holds for every call, and the whole API on one screen. */
export function OverviewSection() {
  const { environment } = useApi();
  return (
    <>
      <dl className="grid max-w-3xl gap-x-6 sm:grid-cols-[8.5rem_minmax(0,1fr)]">
        <Rule name="Base URL">
          <MonoId id={`${environment.origin}/v1`} what="base URL" />
        </Rule>
        {rules().map(({ name, says }) => (
          <Rule key={name} name={name}>
            <PlainWords text={says} />
          </Rule>
        ))}
        <Rule name="Errors">
          Every non-2xx has one envelope; branch on its <code>code</code>.{" "}
          <Link to={errorAddress("")} className="link">
            All codes
          </Link>
        </Rule>
        <Rule name="OpenAPI">
          <a href={`${environment.baseUrl}/openapi.json`} className="link">
            /openapi.json
          </a>
          , made from the same contract as these pages.
        </Rule>
      </dl>
      <Section title="Every endpoint">
        {GROUP_SECTIONS.map(({ slug, title, group }) => (
          <EndpointTable key={slug} title={title} group={group ?? ""} />
        ))}
      </Section>
    </>
  );
}

function Rule({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="pt-2.5 text-sm font-medium sm:border-t sm:border-line sm:pb-2.5">{name}</dt>
      <dd className="border-b border-line pb-2.5 text-sm text-secondary sm:border-t sm:border-b-0 sm:pt-2.5">
        {children}
      </dd>
    </div>
  );
}

/** A header as the contract describes it: its sentence, and what bounds its value. */
function headerWords(endpoint: Parameters<typeof parametersOf>[0], name: string): string {
  const header = parametersOf(endpoint, "header").find((one) => one.name === name);
  if (header === undefined) return "";
  const limits = fieldRow(name, header.schema, false).limits.join(", ");
  return `${header.description ?? ""}${limits === "" ? "" : ` (${limits})`}`;
}

function rules(): readonly { name: string; says: string }[] {
  const limit = parametersOf(contract.batches.list, "query").find(({ name }) => name === "limit");
  const limits = limit === undefined ? [] : fieldRow("limit", limit.schema, false).limits;
  const prefixes = Object.values(ID_PREFIXES)
    .map((prefix) => `\`${prefix}_\``)
    .join(" ");
  return [
    {
      name: "Credentials",
      says: `\`Authorization: Bearer\` and an API key (\`ob_live_…\`) or a session token. A key may be held to some of ${PERMISSIONS.map((one) => `\`${one}\``).join(", ")}.`,
    },
    {
      name: "Format",
      says: "JSON in UTF-8. An unknown field of a request is refused by name, so that a typo is never ignored; an answer may gain fields.",
    },
    { name: "Ids", says: `A prefix and 20 characters that sort by age: ${prefixes}` },
    { name: "Time", says: "RFC 3339 in UTC; an event's `created` in Unix seconds as well." },
    {
      name: "Money",
      says: '`{ "currency": "usd", "amount": "2.413700" }`: a decimal string, exact to a micro-dollar.',
    },
    {
      name: "Quotes",
      says: `A quote locks rates for ${QUOTE_LOCK_SECONDS / 60} minutes and is a ceiling: you never pay more.`,
    },
    {
      name: "Pages",
      says: `\`limit\` (${limits.join(", ")}) and \`cursor\`; the answer holds \`data\` and \`next_cursor\`, null on the last page.`,
    },
    {
      name: "Repeating a POST",
      says: `\`Idempotency-Key\`: ${headerWords(contract.batches.create, "Idempotency-Key")} A replay carries \`Idempotent-Replayed: true\`. Required to submit a batch, accepted on every POST.`,
    },
    {
      name: "Polling",
      says: `\`If-None-Match\`: ${headerWords(contract.batches.get, "If-None-Match")} It costs next to nothing.`,
    },
    {
      name: "Rates",
      says: "429 and 503 carry `Retry-After` in seconds. Every answer has an `X-Request-Id`, and an error repeats it in `details.request_id`.",
    },
    ...Object.entries(openApiHeaders(true))
      .filter(([name]) => name.startsWith("X-Batchrouter-"))
      .map(([name, { description }]) => ({
        name: name === "X-Batchrouter-Instance" ? "Restarts" : "Rehearsals",
        says: `\`${name}\`: ${description}`,
      })),
  ];
}

function EndpointTable({ title, group }: { title: string; group: string }) {
  return (
    <section className="mt-5">
      <h3 className="text-sm font-medium">
        {title} <span className="font-normal text-muted">{GROUP_DESCRIPTIONS[group]}</span>
      </h3>
      <ul className="mt-1 border-t border-line">
        {allEndpoints
          .filter((one) => one.group === group)
          .map(({ name, endpoint }) => (
            <li key={name} className="border-b border-line">
              <Link
                to={endpointAddress(endpoint)}
                className="flex flex-wrap gap-x-4 px-1 py-1.5 text-sm hover:bg-wash"
              >
                <code className="min-w-0 shrink-0 basis-full font-mono text-xs leading-5 break-all sm:basis-96">
                  <span className="inline-block w-14 text-muted">{endpoint.method}</span>
                  {endpoint.path}
                </code>
                <span className="min-w-0 flex-1 text-secondary">{endpoint.summary}</span>
              </Link>
            </li>
          ))}
      </ul>
    </section>
  );
}
