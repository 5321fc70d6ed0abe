import { type ReactNode, type ToggleEvent, useId, useRef, useState } from "react";
import { buttonClassName, type ButtonLook } from "./button.tsx";
import { classNames } from "./class-names.ts";

export type MenuProps = ButtonLook & {
  /** What the button shows. */
  button: ReactNode;
  /** What the button is called where its content does not say it. */
  label?: string | undefined;
  /** Which edge of the button the panel lines up with. */
  align?: "start" | "end" | undefined;
  /** Given a function that closes the panel, for what ends with a choice. */
  children: (close: () => void) => ReactNode;
};

const GAP = 4;
const MARGIN = 8;

/**
 * A button with a floating panel, by the platform's popover: Escape, a press outside and focus return come with it. The
 * panel is a plain group of controls, walked with Tab.
 */
export function Menu({ button, label, align = "start", children, ...look }: MenuProps) {
  const id = useId();
  const trigger = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  // What nobody has opened is not drawn.
  const [isOpen, setOpen] = useState(false);

  function settle(event: ToggleEvent<HTMLDivElement>): void {
    // Once it is closed, and not before: until then the focus is in it, and goes back to the button from there.
    if (event.newState === "closed") setOpen(false);
    else place();
  }

  function place(): void {
    const box = trigger.current?.getBoundingClientRect();
    if (box === undefined || panel.current === null) return;
    const width = panel.current.offsetWidth;
    const wanted = align === "start" ? box.left : box.right - width;
    const left = Math.max(MARGIN, Math.min(wanted, window.innerWidth - width - MARGIN));
    panel.current.style.left = `${left}px`;
    panel.current.style.top = `${box.bottom + GAP}px`;
  }

  return (
    <>
      <button
        ref={trigger}
        type="button"
        popoverTarget={id}
        aria-label={label}
        className={buttonClassName(look)}
      >
        {button}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        onBeforeToggle={({ newState }) => {
          if (newState === "open") setOpen(true);
        }}
        onToggle={settle}
        className={classNames(
          "fixed m-0 max-h-[80vh] w-72 max-w-[calc(100vw-16px)] overflow-y-auto rounded-lg border border-edge bg-raised",
          "p-1 text-ink shadow-float",
        )}
      >
        {isOpen ? children(() => document.getElementById(id)?.hidePopover()) : null}
      </div>
    </>
  );
}

/** One row of a menu's panel. */
export function menuItemClassName(isCurrent = false): string {
  return classNames(
    "flex min-h-8 w-full items-center gap-2 rounded-md px-2 py-1.5 text-left text-base hover:bg-wash",
    isCurrent ? "font-medium text-ink" : "text-secondary hover:text-ink",
  );
}
