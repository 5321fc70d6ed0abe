import { PaletteDialog } from "./palette-dialog.tsx";
import { showDialog, useOpenDialog } from "./palette-store.ts";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";

/** The palette and the list of shortcuts. Both stay in place while closed, so that the focus finds its way back. */
export default function CommandDialogs() {
  const open = useOpenDialog();
  const close = (): void => showDialog(null);
  return (
    <>
      <PaletteDialog isOpen={open === "palette"} onClose={close} />
      <ShortcutsDialog isOpen={open === "shortcuts"} onClose={close} />
    </>
  );
}
