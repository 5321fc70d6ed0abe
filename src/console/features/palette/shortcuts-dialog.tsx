import { Fragment } from "react";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { isMac } from "./is-mac.ts";
import { setKeysOn, useKeysOn } from "./keys-setting.ts";
import { keyLabel, SHORTCUTS, type Shortcut } from "./shortcuts.ts";

const COLUMNS: readonly (readonly Shortcut["group"][])[] = [
  ["Anywhere", "In lists"],
  ["Go to", "In a play"],
];

/** Every shortcut by the table that the keys work by, and the switch that turns single keys off. */
export function ShortcutsDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const areOn = useKeysOn();
  return (
    <Dialog
      title="Keyboard shortcuts"
      description="None of them acts while you write in a field, save those with a modifier."
      size="medium"
      isText
      isOpen={isOpen}
      onClose={onClose}
      footer={
        <Checkbox
          className="mr-auto"
          label="Single-key shortcuts"
          hint="Off: only those with a modifier act, and the keys inside a list. Kept in this browser."
          checked={areOn}
          onChange={({ target }) => setKeysOn(target.checked)}
        />
      }
    >
      <div className="grid gap-x-10 gap-y-5 sm:grid-cols-2">
        {COLUMNS.map((groups) => (
          <div key={groups.join()} className="flex flex-col gap-5">
            {groups.map((group) => (
              <Group key={group} group={group} />
            ))}
          </div>
        ))}
      </div>
    </Dialog>
  );
}

function Group({ group }: { group: Shortcut["group"] }) {
  return (
    <section>
      <h3 className="mb-1 text-sm font-semibold">{group}</h3>
      <dl>
        {SHORTCUTS.filter((shortcut) => shortcut.group === group).map((shortcut) => (
          <Line key={shortcut.title} shortcut={shortcut} />
        ))}
      </dl>
    </section>
  );
}

function Line({ shortcut: { title, keys } }: { shortcut: Shortcut }) {
  return (
    <div className="flex min-h-8 items-center justify-between gap-4 border-b border-line last:border-b-0">
      <dt className="text-secondary">{title}</dt>
      <dd className="flex items-center gap-1 text-xs text-muted">
        {keys.map((key, at) => (
          <Fragment key={key}>
            {at === 0 ? null : "then"}
            <Kbd>{keyLabel(key, isMac())}</Kbd>
          </Fragment>
        ))}
      </dd>
    </div>
  );
}
