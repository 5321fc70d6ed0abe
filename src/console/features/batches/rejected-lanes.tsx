import type { Quote } from "#contract/quotes.ts";
import { plural } from "../../format/plural.ts";
import { Disclosure } from "../../ui/disclosure.tsx";

/** The lanes that took no part, each with its reason when the quote was locked; nothing where there are none. */
export function RejectedLanes({ quote: { quote_lanes } }: { quote: Quote }) {
  const rejected = quote_lanes.flatMap(({ rejection, ...lane }) =>
    rejection === null ? [] : [{ ...lane, rejection }],
  );
  if (rejected.length === 0) return null;
  return (
    <Disclosure
      title={`${plural(rejected.length, "lane")} not taken`}
      aside="as the quote was locked"
      className="mt-2"
    >
      <ul aria-label="Lanes not taken" className="border-t border-line text-sm">
        {rejected.map(({ lane_id, model, display_name, rejection }) => (
          <li key={`${lane_id} ${model}`} className="border-b border-line py-2">
            <p className="flex flex-wrap items-baseline gap-x-2">
              <span className="font-medium">{display_name}</span>
              <code className="min-w-0 text-xs break-words text-secondary">{model}</code>
              <code className="text-xs text-muted">{rejection.code}</code>
            </p>
            <p className="text-secondary">{rejection.message}</p>
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}
