/** What the browser offers for copying; `write` is missing on pages that are neither https nor localhost. */
export type ClipboardHost = {
  write: ((text: string) => Promise<void>) | undefined;
  /** The older way: select the text and copy the selection; false when refused. */
  copySelection: (text: string) => boolean;
};

/** Puts the text on the clipboard, the older way where the newer is missing or refuses; false when both fail. */
export async function copyText(
  text: string,
  host: ClipboardHost = browserHost(),
): Promise<boolean> {
  if (host.write !== undefined) {
    try {
      await host.write(text);
      return true;
    } catch {
      // Refused: no permission, or the page is not in front. The older way may still work.
    }
  }
  try {
    return host.copySelection(text);
  } catch {
    return false;
  }
}

function browserHost(): ClipboardHost {
  // The type says it is always there; on a LAN address it is not.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  return {
    write: clipboard === undefined ? undefined : (text) => clipboard.writeText(text),
    copySelection,
  };
}

function copySelection(text: string): boolean {
  const focused = document.activeElement;
  const holder = document.createElement("textarea");
  holder.value = text;
  holder.readOnly = true;
  holder.className = "sr-only";
  // Outside an open dialog everything is inert and cannot be selected.
  (focused?.closest("dialog") ?? document.body).append(holder);
  holder.select();
  try {
    return document.execCommand("copy");
  } finally {
    holder.remove();
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }
}
