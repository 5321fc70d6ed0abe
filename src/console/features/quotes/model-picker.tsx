import type { CatalogModel } from "#contract/catalog.ts";
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { Field } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { useModels } from "../catalog/queries.ts";
import { moved } from "./model-choice.ts";
import { ModelSearch } from "./model-search.tsx";
import { PriceFrom } from "./price-from.tsx";

interface Props {
  id: string;
  /** Without a choice the file's lines decide. */
  isOptional: boolean;
  models: readonly string[];
  error: string | undefined;
  onChange: (models: readonly string[]) => void;
}

/** Acceptable models in order of preference, searched for in the catalog. */
export function ModelPicker({ id, isOptional, models, error, onChange }: Props) {
  const { data, error: loadError } = useModels();
  const catalog = data?.data ?? [];
  return (
    <Field
      id={id}
      label={isOptional ? "Only these models" : "Models"}
      error={error ?? loadError?.message}
      hint={
        isOptional
          ? "None chosen: whatever the file's lines name."
          : "Any of them will do; the first is preferred where they are alike."
      }
    >
      {(control) => (
        <>
          <ChosenModels models={models} catalog={catalog} onChange={onChange} />
          <ModelSearch
            control={control}
            catalog={catalog.filter(({ slug }) => !models.includes(slug))}
            onPick={(slug) => onChange([...models, slug])}
          />
        </>
      )}
    </Field>
  );
}

interface ChosenProps {
  models: readonly string[];
  catalog: readonly CatalogModel[];
  onChange: (models: readonly string[]) => void;
}

function ChosenModels({ models, catalog, onChange }: ChosenProps) {
  if (models.length === 0) return null;
  return (
    <ol
      className="overflow-hidden rounded-md border border-edge bg-raised"
      aria-label="Chosen models, in order"
    >
      {models.map((slug, at) => (
        <li
          key={slug}
          className="flex min-h-9 items-center gap-2 border-b border-line pr-1 pl-3 last:border-b-0"
        >
          <span className="w-4 text-sm text-muted tabular-nums">{at + 1}</span>
          <code className="min-w-0 grow truncate text-sm">{slug}</code>
          <PriceFrom model={catalog.find((model) => model.slug === slug)} />
          <span className="flex">
            <IconButton
              size="small"
              label={`Move ${slug} up`}
              icon={<ArrowUp size={14} />}
              disabled={at === 0}
              onClick={() => onChange(moved(models, at, at - 1))}
            />
            <IconButton
              size="small"
              label={`Move ${slug} down`}
              icon={<ArrowDown size={14} />}
              disabled={at === models.length - 1}
              onClick={() => onChange(moved(models, at, at + 1))}
            />
            <IconButton
              size="small"
              label={`Leave out ${slug}`}
              icon={<X size={14} />}
              onClick={() => onChange(models.filter((other) => other !== slug))}
            />
          </span>
        </li>
      ))}
    </ol>
  );
}
