import { PRIVACY_TIERS } from "#contract/catalog.ts";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { regionsOf, useModels } from "../catalog/queries.ts";
import type { QuoteForm } from "./quote-form.ts";

interface Props {
  id: string;
  form: QuoteForm;
  onChange: (form: QuoteForm) => void;
  problems: Readonly<Record<string, string>>;
}

/** Terms that most quotes leave as they are: privacy, regions, a price limit. */
export function MoreTerms({ id, form, onChange, problems }: Props) {
  const { data } = useModels();
  const regions = regionsOf(data?.data ?? []).filter((region) => region !== "global");
  const chosen = countOfTerms(form);
  const hasProblem = problems["max_price"] ?? problems["max_price.amount"];
  return (
    <Disclosure
      {...(hasProblem === undefined && chosen === 0 ? {} : { open: true })}
      title="More terms"
      aside={chosen === 0 ? "privacy, regions, price limit" : `${chosen} set`}
    >
      <div className="grid gap-5 pt-2 sm:grid-cols-3">
        <Select
          label="Privacy tier"
          hint="zero_retention keeps to lanes that store nothing."
          options={PRIVACY_TIERS.map((value) => ({ value, label: value }))}
          value={form.privacy_tier}
          onChange={({ target }) => {
            const privacy_tier = PRIVACY_TIERS.find((name) => name === target.value);
            if (privacy_tier !== undefined) onChange({ ...form, privacy_tier });
          }}
        />
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1.5 text-sm font-medium">Only in these regions</legend>
          {regions.map((region) => (
            <Checkbox
              key={region}
              label={region}
              checked={form.allowed_regions.includes(region)}
              onChange={({ target }) =>
                onChange({
                  ...form,
                  allowed_regions: regions.filter((other) =>
                    other === region ? target.checked : form.allowed_regions.includes(other),
                  ),
                })
              }
            />
          ))}
          <p className="text-xs text-muted">None ticked: anywhere.</p>
        </fieldset>
        <TextField
          id={`${id}-max-price`}
          label="Highest total, in dollars"
          inputMode="decimal"
          placeholder="No limit"
          value={form.max_price}
          error={hasProblem}
          hint="A lane that comes to more is not taken."
          onChange={({ target }) => onChange({ ...form, max_price: target.value })}
        />
      </div>
    </Disclosure>
  );
}

function countOfTerms({ privacy_tier, allowed_regions, max_price }: QuoteForm): number {
  return [privacy_tier !== "standard", allowed_regions.length > 0, max_price !== ""].filter(Boolean)
    .length;
}
