import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { setPresenter, usePresenter } from "../../ui/presenter.ts";

/** Presenter mode on and off, and what it hides. */
export function PresentPanel() {
  const { isOn, hidesContent } = usePresenter();
  return (
    <div className="flex max-w-3xl flex-col gap-3">
      <p className="text-secondary">
        Larger type and no chrome. Keys, secrets and email addresses are replaced on every page, in
        the ledger and in every export made meanwhile, each address by the same stand-in each time.
        Escape leaves.
      </p>
      <Checkbox
        label="Hide prompts and answers too"
        checked={hidesContent}
        onChange={({ target }) => setPresenter({ hidesContent: target.checked })}
      />
      <Button className="self-start" onClick={() => setPresenter({ isOn: !isOn })}>
        {isOn ? "Leave presenter mode" : "Present"}
      </Button>
    </div>
  );
}
