import type { Exchange } from "#contract/client.ts";
import type { ReactNode } from "react";
import { SegmentedControl } from "../ui/segmented-control.tsx";
import { TextField } from "../ui/text-field.tsx";
import { countChoices, type LedgerFilter, METHODS, OUTCOMES } from "./ledger-filter.ts";

interface Props {
  calls: readonly Exchange[];
  filter: LedgerFilter;
  onFilter: (change: Partial<LedgerFilter>) => void;
  /** At the end of the first line. */
  actions: ReactNode;
}

const OUTCOME_WORDS = {
  "2xx": "2xx",
  "304": "304",
  "4xx": "4xx",
  "5xx": "5xx",
  "no-answer": "No answer",
  "off-contract": "Off contract",
} as const;

/** Which calls are listed, each choice with the number of calls that it would show. */
export function LedgerFilters({ calls, filter, onFilter, actions }: Props) {
  const { methods, outcomes } = countChoices(calls, filter);
  return (
    <div role="search" aria-label="Filter calls" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-end gap-2">
        <TextField
          type="search"
          label="Find"
          value={filter.text}
          placeholder="Path, request id or endpoint"
          autoComplete="off"
          className="min-w-48 flex-1 sm:max-w-96"
          onChange={({ target }) => onFilter({ text: target.value })}
        />
        <div className="ml-auto flex gap-2">{actions}</div>
      </div>
      <div className="flex flex-wrap gap-2">
        <SegmentedControl
          label="Method"
          className="flex-wrap"
          value={filter.method ?? "all"}
          onChange={(value) => onFilter({ method: value === "all" ? null : value })}
          segments={[
            { value: "all", label: "Any method", count: methods.all },
            ...METHODS.map((value) => ({ value, label: value, count: methods[value] })),
          ]}
        />
        <SegmentedControl
          label="Outcome"
          className="flex-wrap"
          value={filter.outcome ?? "all"}
          onChange={(value) => onFilter({ outcome: value === "all" ? null : value })}
          segments={[
            { value: "all", label: "Any outcome", count: outcomes.all },
            ...OUTCOMES.map((value) => ({
              value,
              label: OUTCOME_WORDS[value],
              count: outcomes[value],
            })),
          ]}
        />
      </div>
    </div>
  );
}
