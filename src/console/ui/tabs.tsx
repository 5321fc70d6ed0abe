import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { classNames } from "./class-names.ts";
import { tabForKey } from "./list-keys.ts";

/** One tab and what it shows. */
export type Tab = {
  id: string;
  label: ReactNode;
  /** Called for the selected tab only. */
  content: () => ReactNode;
};

type TabsProps = {
  /** Names the row of tabs. */
  label: string;
  tabs: readonly Tab[];
  /** Given together with `onSelect`; else the tabs keep their own state. */
  selected?: string | undefined;
  onSelect?: ((id: string) => void) | undefined;
  /** At the end of the row of tabs. */
  aside?: ReactNode;
  className?: string | undefined;
  /** For the panel below. */
  panelClassName?: string | undefined;
};

/** Tabs over one panel: arrows, Home and End move and select, Tab goes on into the panel. */
export function Tabs({
  label,
  tabs,
  selected,
  onSelect,
  aside,
  className,
  panelClassName,
}: TabsProps) {
  const id = useId();
  const row = useRef<HTMLDivElement>(null);
  const [own, setOwn] = useState(tabs[0]?.id);
  const current = tabs.find((tab) => tab.id === (selected ?? own)) ?? tabs[0];
  if (current === undefined) return null;

  const select = (tab: Tab) => {
    setOwn(tab.id);
    onSelect?.(tab.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = tabForKey(event.key, tabs.indexOf(current), tabs.length);
    const tab = next === undefined ? undefined : tabs[next];
    if (next === undefined || tab === undefined) return;
    event.preventDefault();
    select(tab);
    row.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus();
  };

  return (
    <div className={classNames("min-w-0", className)}>
      <div className="flex items-center justify-between gap-4 border-b border-line">
        <div
          ref={row}
          role="tablist"
          aria-label={label}
          onKeyDown={onKeyDown}
          className="fade-overflow -mb-px flex min-w-0 gap-4 overflow-x-auto"
        >
          {tabs.map((tab) => (
            <button
              key={tab.id}
              type="button"
              role="tab"
              id={`${id}-tab-${tab.id}`}
              aria-selected={tab === current}
              aria-controls={`${id}-panel`}
              tabIndex={tab === current ? 0 : -1}
              onClick={() => select(tab)}
              className={classNames(
                "h-9 border-b-2 border-transparent text-sm whitespace-nowrap text-muted transition-colors",
                "hover:text-ink focus-visible:outline-offset-[-2px]",
                "aria-selected:border-ink aria-selected:text-ink forced-colors:not-aria-selected:border-[Canvas]",
              )}
            >
              <TabLabel isSelected={tab === current}>{tab.label}</TabLabel>
            </button>
          ))}
        </div>
        {aside}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-tab-${current.id}`}
        className={classNames("pt-4", panelClassName)}
      >
        {current.content()}
      </div>
    </div>
  );
}

/** The selected label is heavier; an unseen heavy copy keeps every tab as wide as that, so that none moves. */
function TabLabel({ isSelected, children }: { isSelected: boolean; children: ReactNode }) {
  return (
    <span className="grid">
      <span className={classNames("[grid-area:1/1]", isSelected && "font-semibold")}>
        {children}
      </span>
      <span aria-hidden="true" className="invisible font-semibold [grid-area:1/1]">
        {children}
      </span>
    </span>
  );
}
