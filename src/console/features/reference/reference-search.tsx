import { Search } from "lucide-react";
import type { KeyboardEvent } from "react";
import { useNavigate } from "react-router";
import { controlClassName } from "../../ui/field.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { resultLinks, SEARCH_ID } from "./search-places.ts";

/** What can be found is collected from the whole contract: not before somebody looks for something. */
const loadIndex = () => import("./search-index.ts");

interface SearchFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** Told when the focus went elsewhere. */
  onLeave: () => void;
}

/** The field; ↓ goes on to what was found, Enter opens the first of it, Escape empties. */
export function ReferenceSearchField({ value, onChange, onLeave }: SearchFieldProps) {
  const navigate = useNavigate();

  async function openFirst(): Promise<void> {
    const { searchReference } = await loadIndex();
    const [first] = searchReference(value);
    if (first !== undefined) void navigate(first.to);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Escape" && value !== "") {
      event.preventDefault();
      onChange("");
    }
    if (event.key === "ArrowDown" && value !== "") {
      event.preventDefault();
      resultLinks()[0]?.focus();
    }
    if (event.key === "Enter") {
      void openFirst();
    }
  }

  return (
    <div role="search" className="relative w-full sm:w-80">
      <Search
        size={15}
        aria-hidden="true"
        className="absolute top-1/2 left-2.5 -translate-y-1/2 text-muted"
      />
      <input
        id={SEARCH_ID}
        type="text"
        aria-label="Search the reference"
        aria-keyshortcuts="/"
        placeholder="Endpoint, field, code, event"
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        onKeyDown={onKeyDown}
        onFocus={() => void loadIndex().catch(() => undefined)}
        onBlur={onLeave}
        className={controlClassName("h-8 scroll-mt-24 pr-8 pl-8")}
      />
      <Kbd
        aria-hidden="true"
        className="absolute top-1/2 right-1.5 -translate-y-1/2 pointer-coarse:hidden"
      >
        /
      </Kbd>
    </div>
  );
}
