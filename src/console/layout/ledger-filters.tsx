import type { Exchange } from "#contract/client.ts";
import type { ReactNode } from "react";
import { classNames } from "../ui/class-names.ts";
import { Select } from "../ui/select.tsx";
import { SegmentedControl } from "../ui/segmented-control.tsx";
import { TextField } from "../ui/text-field.tsx";
import { countChoices, type LedgerFilter, METHODS, OUTCOMES } from "./ledger-filter.ts";

interface Props {
  calls: readonly Exchange[];
  filter: LedgerFilter;
  onFilter: (change: Partial<LedgerFilter>) => void;
  /** At the end of the first line. */
  actions: ReactNode;
  isNarrow: boolean;
  /** While a call stands in the place of the list. */
  isHidden: boolean;
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
export function LedgerFilters({ calls, filter, onFilter, actions, isNarrow, isHidden }: Props) {
  const { methods, outcomes } = countChoices(calls, filter);
  const Choice = isNarrow ? ChoiceSelect : SegmentedControl;
  return (
    <div
      role="search"
      aria-label="Filter calls"
      className={classNames("flex flex-col gap-2", isHidden && "hidden")}
    >
      <div className="flex flex-wrap items-end gap-2">
        <TextField
          label="Find"
          value={filter.text}
          placeholder="Path, request id or endpoint"
          autoComplete="off"
          className="min-w-48 flex-1 sm:max-w-96"
          onChange={({ target }) => onFilter({ text: target.value })}
        />
        <div className="ml-auto flex gap-2">{actions}</div>
      </div>
      <div className={isNarrow ? "grid grid-cols-2 gap-2" : "flex flex-wrap gap-2"}>
        <Choice
          label="Method"
          value={filter.method ?? "all"}
          onChange={(value) => onFilter({ method: value === "all" ? null : value })}
          segments={[
            { value: "all", label: "Any method", count: methods.all },
            ...METHODS.map((value) => ({ value, label: value, count: methods[value] })),
          ]}
        />
        <Choice
          label="Outcome"
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

interface ChoiceSelectProps<Value extends string> {
  label: string;
  segments: readonly { value: Value; label: string; count: number }[];
  value: Value;
  onChange: (value: Value) => void;
}

/** The same choices where there is no room to write them all. */
function ChoiceSelect<Value extends string>({
  label,
  segments,
  value,
  onChange,
}: ChoiceSelectProps<Value>) {
  return (
    <Select
      label={label}
      value={value}
      options={segments.map((segment) => ({
        value: segment.value,
        label: `${segment.label} (${segment.count})`,
      }))}
      onChange={({ target }) => {
        const chosen = segments.find((segment) => segment.value === target.value);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    />
  );
}
