import { TextField } from "../ui/text-field.tsx";

interface Props {
  label: string;
  part: "params" | "query";
  fields: Readonly<Record<string, string>>;
  problemOf: (field: string) => string | undefined;
  onChange: (fields: Record<string, string>) => void;
}

/** The parameters of a call, each in a field under its name; nothing where there are none. */
export function LedgerReplayFields({ label, part, fields, problemOf, onChange }: Props) {
  const names = Object.keys(fields);
  if (names.length === 0) return null;
  return (
    <fieldset className="grid gap-3 sm:grid-cols-2">
      <legend className="mb-1.5 text-sm font-semibold">{label}</legend>
      {names.map((name) => (
        <TextField
          key={name}
          mono
          label={name}
          value={fields[name] ?? ""}
          error={problemOf(`${part}.${name}`)}
          placeholder={part === "query" ? "not sent" : undefined}
          spellCheck={false}
          autoComplete="off"
          className={part === "params" ? "sm:col-span-2" : undefined}
          onChange={({ target }) => onChange({ ...fields, [name]: target.value })}
        />
      ))}
    </fieldset>
  );
}
