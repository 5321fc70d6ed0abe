import { type KeyboardEvent, useEffect, useRef } from "react";
import { useApi } from "../../api/api-provider.tsx";
import { useEnvironments } from "../../environments/environment-store.ts";
import { useSession } from "../../environments/use-session.ts";
import { useTheme } from "../../layout/theme-store.ts";
import { useTimeStyle } from "../../ui/time-style.ts";
import { allCommands } from "./commands.ts";
import { CommandSearch } from "./command-search.tsx";
import { recentCommandIds } from "./recent-commands.ts";
import { useRecentThings } from "./use-recent-things.ts";
import { useRunCommand } from "./use-run-command.ts";

interface PaletteDialogProps {
  isOpen: boolean;
  onClose: () => void;
}

/** The command palette, by the platform's modal dialog: what is behind is inert, and the focus finds back. */
export function PaletteDialog({ isOpen, onClose }: PaletteDialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (!isOpen || dialog === null) return;
    dialog.showModal();
    return () => dialog.close();
  }, [isOpen]);

  function stayOnTab(event: KeyboardEvent): void {
    // There is one thing to be on: the field. Tab would lead out into the browser.
    if (event.key === "Tab") event.preventDefault();
  }

  return (
    <dialog
      ref={element}
      aria-label="Command palette"
      onKeyDown={stayOnTab}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={() => {
        // The browser may close it on its own, on a second Escape for one. The event comes late: it may be open again.
        if (isOpen && element.current?.open === false) onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === element.current) onClose();
      }}
      className="mx-auto mt-[max(0.5rem,12dvh)] w-[calc(100%-1rem)] max-w-2xl overflow-hidden rounded-lg border border-line bg-raised text-ink shadow-float open:flex open:animate-arrive open:flex-col"
    >
      {isOpen ? <Commands /> : null}
    </dialog>
  );
}

function Commands() {
  const { environment } = useApi();
  const { environments } = useEnvironments();
  const { canCall } = useSession();
  const commands = allCommands({
    environment,
    environments,
    canCall,
    theme: useTheme(),
    times: useTimeStyle(),
    things: useRecentThings(),
  });
  return (
    <CommandSearch commands={commands} recentIds={recentCommandIds()} onRun={useRunCommand()} />
  );
}
