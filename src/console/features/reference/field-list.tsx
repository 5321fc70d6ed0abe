import { useState } from "react";
import { plural } from "../../format/plural.ts";
import { Disclosure } from "../../ui/disclosure.tsx";
import type { FieldRow } from "./field-rows.ts";
import { PlainWords } from "./plain-words.tsx";

interface FieldListProps {
  /** Names the list: "Body of Submit a batch". */
  label: string;
  rows: readonly FieldRow[];
  /** In an answer every field is there, so the few that may be missing are marked instead. */
  isAnswer?: boolean;
}

/** The fields of a request or an answer: name, type, whether it must be there, what it is for and what bounds it. */
export function FieldList({ label, rows, isAnswer = false }: FieldListProps) {
  return (
    <ul aria-label={label} className="border-t border-line">
      {rows.map((row) => (
        <li key={row.name} className="border-b border-line py-2 last:border-b-0">
          <Field row={row} isAnswer={isAnswer} />
          {row.fields.length === 0 ? null : (
            <Inner label={`${label}: ${row.name}`} row={row} isAnswer={isAnswer} />
          )}
        </li>
      ))}
    </ul>
  );
}

function Field({ row, isAnswer }: { row: FieldRow; isAnswer: boolean }) {
  const { name, type, isRequired, isNullable, words, values, limits } = row;
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-2.5">
        <code className="text-sm font-medium break-all text-ink">{name}</code>
        <span className="text-xs text-muted">
          {type}
          {isNullable ? " or null" : ""}
        </span>
        <Presence isRequired={isRequired} isAnswer={isAnswer} />
      </p>
      {words === undefined ? null : (
        <p className="text-sm text-secondary">
          <PlainWords text={words} />
        </p>
      )}
      {limits.length === 0 ? null : (
        <p className="text-xs leading-5 break-words text-muted">{limits.join(" · ")}</p>
      )}
      {values.length === 0 ? null : (
        <p className="flex flex-wrap gap-x-2 font-mono text-xs leading-5 text-muted">
          {values.map((value) => (
            <code key={value}>{value}</code>
          ))}
        </p>
      )}
    </>
  );
}

function Presence({ isRequired, isAnswer }: { isRequired: boolean; isAnswer: boolean }) {
  if (isRequired && !isAnswer)
    return <span className="text-xs font-medium text-ink">required</span>;
  if (!isRequired && isAnswer) return <span className="text-xs text-muted">where asked for</span>;
  return null;
}

/** What a field holds: drawn once it is opened, as an answer may have a hundred fields. */
function Inner({ label, row, isAnswer }: { label: string; row: FieldRow; isAnswer: boolean }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Disclosure
      className="mt-0.5"
      title={plural(row.fields.length, "field")}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      {isOpen ? <FieldList label={label} rows={row.fields} isAnswer={isAnswer} /> : null}
    </Disclosure>
  );
}
