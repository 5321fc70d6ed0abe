import type { CatalogModel } from "#contract/catalog.ts";
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useId, useState, type KeyboardEvent } from "react";
import { formatMicros } from "../../format/money.ts";
import { classNames } from "../../ui/class-names.ts";
import { controlClassName, Field } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { lowestBatchPrice, useModels } from "../catalog/queries.ts";
import { moved, searchModels } from "./model-choice.ts";

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

function PriceFrom({ model }: { model: CatalogModel | undefined }) {
  const price = model === undefined ? undefined : lowestBatchPrice(model.provider_offerings);
  if (price === undefined) return null;
  return (
    <span className="hidden text-xs whitespace-nowrap text-muted tabular-nums sm:inline">
      from {formatMicros(price.input)} in, {formatMicros(price.output)} out per 1M
    </span>
  );
}

interface SearchProps {
  control: { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined };
  catalog: readonly CatalogModel[];
  onPick: (slug: string) => void;
}

/** A combobox: arrows go through what was found, Enter takes it, Escape closes. */
function ModelSearch({ control, catalog, onPick }: SearchProps) {
  const listId = useId();
  const [text, setText] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const found = searchModels(catalog, text);
  const current = found[Math.min(active, found.length - 1)];

  function pick(slug: string): void {
    onPick(slug);
    setText("");
    setActive(0);
    setOpen(false);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Escape" && isOpen) setOpen(false);
    else if (event.key === "Enter" && isOpen && current !== undefined) pick(current.slug);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (isOpen && found.length > 0) setActive((active + step + found.length) % found.length);
    } else return;
    event.preventDefault();
  }

  return (
    <div className="relative">
      <input
        {...control}
        type="text"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={
          isOpen && current !== undefined ? `${listId}-${current.slug}` : undefined
        }
        autoComplete="off"
        placeholder="Add a model: name or provider"
        value={text}
        className={controlClassName("h-8")}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onClick={() => setOpen(true)}
        onKeyDown={onKeyDown}
        onChange={({ target }) => {
          setText(target.value);
          setActive(0);
          setOpen(true);
        }}
      />
      <div
        id={listId}
        role="listbox"
        aria-label="Models of the catalog"
        hidden={!isOpen}
        className="absolute inset-x-0 top-full z-10 mt-1 max-h-72 overflow-y-auto rounded-lg border border-edge bg-raised p-1 shadow-float"
      >
        {found.length === 0 ? (
          <div
            role="option"
            aria-selected="false"
            aria-disabled="true"
            className="px-2 py-1.5 text-sm text-muted"
          >
            No other model of that name
          </div>
        ) : (
          found.map((model, at) => (
            <div
              key={model.slug}
              id={`${listId}-${model.slug}`}
              role="option"
              aria-selected={model === current}
              ref={(element) => {
                if (isOpen && model === current) element?.scrollIntoView({ block: "nearest" });
              }}
              // The press would take the focus, and with it the list, before the click arrives.
              onMouseDown={(event) => event.preventDefault()}
              onMouseMove={() => setActive(at)}
              onClick={() => pick(model.slug)}
              className={classNames(
                "flex min-h-8 cursor-pointer items-center gap-3 rounded-md px-2 py-1",
                model === current && "bg-wash",
              )}
            >
              <code className="min-w-0 truncate text-sm">{model.slug}</code>
              <span className="grow truncate text-xs text-muted">{model.provider}</span>
              <PriceFrom model={model} />
            </div>
          ))
        )}
      </div>
    </div>
  );
}
