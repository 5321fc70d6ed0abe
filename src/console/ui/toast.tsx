import { X } from "lucide-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Button } from "./button.tsx";
import { IconButton } from "./icon-button.tsx";
import { useShown } from "./presenter.ts";
import { StateShape } from "./state-shape.tsx";
import { type Toast, type ToastOptions, ToastStore } from "./toast-store.ts";

const store = new ToastStore();

/** Says in passing how an action ended. What must not be missed belongs on the page. */
export const toast = {
  /** It worked. Gone after five seconds. */
  done: (message: string, options?: ToastOptions) => store.add("done", message, options),
  /** It did not. Stays until it is sent away. */
  failed: (message: string, options?: ToastOptions) => store.add("failed", message, options),
  /** Something to know. Gone after five seconds. */
  note: (message: string, options?: ToastOptions) => store.add("neutral", message, options),
  dismiss: (id: number) => store.remove(id),
};

/**
 * Where toasts appear; stands once in the app. A popover, so that it lies above dialogs; its style is in the style
 * sheet, so that a strict content security policy has nothing to refuse.
 */
export function Toaster() {
  const toasts = useSyncExternalStore(store.subscribe, store.read);
  const region = useRef<HTMLElement>(null);
  const count = toasts.length;
  useEffect(() => {
    const element = region.current;
    if (element === null) return;
    // Shown anew it goes on top of a dialog that was opened since.
    if (element.matches(":popover-open")) element.hidePopover();
    element.showPopover();
  }, [count]);
  return (
    <section
      ref={region}
      popover="manual"
      aria-label="Notifications"
      className="pointer-events-none fixed inset-auto right-0 bottom-9 m-0 w-full max-w-sm overflow-visible bg-transparent p-4 text-ink print:hidden"
    >
      <ol aria-live="polite" className="flex flex-col gap-2">
        {toasts.map((shown) => (
          <ToastItem key={shown.id} toast={shown} />
        ))}
      </ol>
    </section>
  );
}

function ToastItem({ toast: { id, tone, message, detail, action, lastsMs } }: { toast: Toast }) {
  const shown = useShown();
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld || lastsMs === Infinity) return;
    const timer = setTimeout(() => store.remove(id), lastsMs);
    return () => clearTimeout(timer);
  }, [id, lastsMs, isHeld]);
  return (
    <li
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex animate-arrive items-start gap-2.5 rounded-lg border border-line bg-raised py-2.5 pr-2 pl-3.5 shadow-float"
    >
      <StateShape tone={tone} size={16} className="mt-1" />
      <div className="min-w-0 grow py-0.5">
        <p className="font-medium break-words">{shown(message)}</p>
        {detail === undefined ? null : (
          <p className="text-sm break-words text-secondary">{shown(detail)}</p>
        )}
      </div>
      {action === undefined ? null : (
        <Button
          size="small"
          onClick={() => {
            store.remove(id);
            action.onPress();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton
        size="small"
        label="Dismiss"
        icon={<X size={14} />}
        onClick={() => store.remove(id)}
      />
    </li>
  );
}
