import type { KeyboardEvent } from "react";
import { Link } from "react-router";
import { plural } from "../../format/plural.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LiveRegion } from "../../ui/live-region.tsx";
import { searchReference, type Found } from "./search-index.ts";
import { RESULTS_ID, resultLinks, SEARCH_ID } from "./search-places.ts";

const KIND_WORDS: Record<Found["kind"], string> = {
  endpoint: "endpoint",
  error: "error",
  event: "event",
  state: "state",
  issue: "fault",
  sentinel: "sentinel",
};

/** What was found, best first. */
export function ReferenceResults({ query }: { query: string }) {
  const found = searchReference(query);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const links = resultLinks();
    const at = links.findIndex((link) => link === document.activeElement);
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    if (next < 0) document.getElementById(SEARCH_ID)?.focus();
    else links[next]?.focus();
  }

  return (
    <section aria-label="Found in the reference">
      <LiveRegion message={`${plural(found.length, "result")} for ${query}`} intervalMs={1_000} />
      {found.length === 0 ? (
        <EmptyState title={`Nothing is called “${query}”`}>
          Try a part of a path, a field, an error code or an event.
        </EmptyState>
      ) : (
        <>
          <p className="mb-2 text-sm text-muted">{plural(found.length, "result")}</p>
          <ul id={RESULTS_ID} onKeyDown={onKeyDown} className="border-t border-line">
            {found.map((entry) => (
              <Result key={entry.to} entry={entry} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Result({ entry: { kind, title, detail, to, field } }: { entry: Found }) {
  return (
    <li className="border-b border-line">
      <Link
        to={to}
        className="flex items-baseline gap-x-4 px-1 py-2 hover:bg-wash focus-visible:-outline-offset-2"
      >
        <span className="min-w-0 grow">
          <span className={kind === "endpoint" ? "block" : "block font-mono text-sm"}>{title}</span>
          <span className="block font-mono text-xs leading-5 break-words text-muted">
            {detail}
            {field === undefined ? "" : ` · ${field}`}
          </span>
        </span>
        <span className="shrink-0 text-xs text-muted">{KIND_WORDS[kind]}</span>
      </Link>
    </li>
  );
}
