import { Search } from "lucide-react";
import {
  type KeyboardEvent,
  memo,
  useDeferredValue,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { LiveRegion } from "../../ui/live-region.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import type { Command } from "./commands.ts";
import { CommandList } from "./command-list.tsx";
import { moveActive } from "./move-active.ts";
import { typedAhead } from "./palette-store.ts";
import { rankedCommands } from "./ranked-commands.ts";

const List = memo(CommandList);

interface CommandSearchProps {
  commands: readonly Command[];
  recentIds: readonly string[];
  onRun: (command: Command) => void;
}

/** A combobox whose list is always open: type to narrow it, arrows to move through it, Enter to run. */
export function CommandSearch({ commands, recentIds, onRun }: CommandSearchProps) {
  const id = useId();
  const [query, setQuery] = useState(typedAhead);
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  // The field and its letters are to be seen at once; the list follows, after the first picture too.
  const listed = useDeferredValue<string | null>(query, null);
  const groups = useMemo(
    () => (listed === null ? [] : rankedCommands(commands, listed, recentIds)),
    [commands, listed, recentIds],
  );
  const flat = groups.flatMap((group) => group.commands);
  const current = Math.min(active, flat.length - 1);

  useEffect(() => {
    // The heading above the first row of a group comes into view with it.
    if (current === 0) list.current?.scrollTo({ top: 0 });
    document.getElementById(`${id}-${current}`)?.scrollIntoView({ block: "nearest" });
  }, [id, current, listed]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    const found =
      listed === query
        ? flat
        : rankedCommands(commands, query, recentIds).flatMap((group) => group.commands);
    const chosen = found[Math.min(active, found.length - 1)];
    if (event.key === "Enter" && chosen !== undefined) {
      event.preventDefault();
      onRun(chosen);
      return;
    }
    const next = moveActive(event, current, found.length);
    if (next === undefined) return;
    event.preventDefault();
    setActive(next);
  }

  return (
    <>
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <Search size={16} aria-hidden="true" className="shrink-0 text-muted" />
        <input
          type="text"
          role="combobox"
          aria-label="Search or run a command"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={flat.length === 0 ? undefined : `${id}-${current}`}
          autoComplete="off"
          autoCorrect="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder="Page, action, endpoint, or an id like bat_…"
          value={query}
          onChange={({ target }) => {
            setQuery(target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
          // The one thing to do here is to type.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          className="h-12 w-full min-w-0 bg-transparent text-base text-ink outline-none"
        />
      </div>
      <List
        ref={list}
        id={id}
        groups={groups}
        current={current}
        onPoint={setActive}
        onRun={onRun}
      />
      <Hints />
      <LiveRegion
        message={query === "" || listed === null ? "" : `${flat.length} found`}
        intervalMs={1_000}
      />
    </>
  );
}

function Hints() {
  return (
    <p
      aria-hidden="true"
      className="flex items-center gap-4 border-t border-line px-4 py-2 text-xs text-muted pointer-coarse:hidden"
    >
      <span className="flex items-center gap-1.5">
        <Kbd>↑</Kbd>
        <Kbd>↓</Kbd> move
      </span>
      <span className="flex items-center gap-1.5">
        <Kbd>Enter</Kbd> run
      </span>
      <span className="flex items-center gap-1.5">
        <Kbd>Esc</Kbd> close
      </span>
      <span className="ml-auto hidden items-center gap-1.5 sm:flex">
        <Kbd>?</Kbd> on a page lists the shortcuts
      </span>
    </p>
  );
}
