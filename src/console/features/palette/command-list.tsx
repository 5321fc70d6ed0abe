import type { Ref } from "react";
import { classNames } from "../../ui/class-names.ts";
import { Kbd } from "../../ui/kbd.tsx";
import type { Command } from "./commands.ts";
import { isMac } from "./is-mac.ts";
import type { RankedCommand, RankedGroup } from "./ranked-commands.ts";
import { keyLabel, SHORTCUTS } from "./shortcuts.ts";

interface CommandListProps {
  ref: Ref<HTMLDivElement>;
  /** The beginning of every id in the list. */
  id: string;
  groups: readonly RankedGroup[];
  /** The place of the chosen line over all groups. */
  current: number;
  onPoint: (place: number) => void;
  onRun: (command: Command) => void;
}

/** The commands under their headings: the list of the palette's combobox. */
export function CommandList({ ref, id, groups, current, onPoint, onRun }: CommandListProps) {
  const starts = groups.map((_, at) =>
    groups.slice(0, at).reduce((sum, { commands }) => sum + commands.length, 0),
  );
  return (
    <div
      ref={ref}
      role="listbox"
      id={`${id}-list`}
      aria-label="Commands"
      className="h-[min(24rem,60dvh)] overflow-y-auto p-2"
    >
      {groups.map(({ title, commands }, at) => (
        <div key={title} role="group" aria-labelledby={`${id}-group-${at}`} className="pb-1">
          <p
            id={`${id}-group-${at}`}
            role="presentation"
            className="px-2 pt-2 pb-1 text-xs font-semibold text-muted"
          >
            {title}
          </p>
          {commands.map((command, index) => {
            const place = (starts[at] ?? 0) + index;
            return (
              <Option
                key={command.id}
                id={`${id}-${place}`}
                command={command}
                isCurrent={place === current}
                onPoint={() => onPoint(place)}
                onRun={() => onRun(command)}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}

interface OptionProps {
  id: string;
  command: RankedCommand;
  isCurrent: boolean;
  onPoint: () => void;
  onRun: () => void;
}

function Option({ id, command, isCurrent, onPoint, onRun }: OptionProps) {
  const { title, detail, marked } = command;
  return (
    <div
      id={id}
      role="option"
      aria-selected={isCurrent}
      tabIndex={-1}
      // Not on entering: a list that scrolls under a pointer at rest must not choose by itself.
      onMouseMove={isCurrent ? undefined : onPoint}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onRun}
      className={classNames(
        "flex min-h-9 cursor-pointer scroll-my-2 items-center gap-x-4 rounded-md px-2 py-1.5 pointer-coarse:min-h-11",
        isCurrent ? "bg-wash text-ink" : "text-secondary",
      )}
    >
      <span className="flex min-w-0 grow flex-col sm:flex-row sm:items-baseline sm:justify-between sm:gap-4">
        <span className="min-w-0 truncate sm:max-w-[70%] sm:shrink-0">
          <Marked text={title} positions={marked} />
        </span>
        {detail === undefined ? null : (
          <span className="min-w-0 truncate font-mono text-xs text-muted">{detail}</span>
        )}
      </span>
      <Keys command={command} />
    </div>
  );
}

function Marked({ text, positions }: { text: string; positions: readonly number[] }) {
  if (positions.length === 0) return text;
  const isMarked = new Set(positions);
  return [...text].map((character, at) =>
    isMarked.has(at) ? (
      // A character has no identity but its place.
      // oxlint-disable-next-line react/no-array-index-key
      <span key={at} className="font-semibold text-ink underline decoration-edge-strong">
        {character}
      </span>
    ) : (
      character
    ),
  );
}

/** The shortcut that leads to the same place. */
function Keys({ command: { effect } }: { command: Command }) {
  const shortcut = SHORTCUTS.find((one) =>
    effect.kind === "go"
      ? one.effect.kind === "go" && one.effect.to === effect.to
      : effect.kind === "shortcuts" &&
        one.effect.kind === "open" &&
        one.effect.dialog === "shortcuts",
  );
  if (shortcut === undefined) return null;
  return (
    <span aria-hidden="true" className="flex shrink-0 gap-1 pointer-coarse:hidden">
      {shortcut.keys.map((key) => (
        <Kbd key={key}>{keyLabel(key, isMac())}</Kbd>
      ))}
    </span>
  );
}
