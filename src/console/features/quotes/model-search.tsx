import type { CatalogModel } from "#contract/catalog.ts";
import { useId, useState, type KeyboardEvent } from "react";
import { classNames } from "../../ui/class-names.ts";
import { controlClassName } from "../../ui/field.tsx";
import { searchModels } from "./model-choice.ts";
import { PriceFrom } from "./price-from.tsx";

interface SearchProps {
  control: { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined };
  catalog: readonly CatalogModel[];
  onPick: (slug: string) => void;
}

/** A combobox: arrows go through what was found, Enter takes it, Escape closes. */
export function ModelSearch({ control, catalog, onPick }: SearchProps) {
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
