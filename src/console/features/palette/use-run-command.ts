import { useNavigate } from "react-router";
import { selectEnvironment } from "../../environments/environment-store.ts";
import { setTheme } from "../../layout/theme-store.ts";
import { useSignOut } from "../../layout/use-sign-out.ts";
import { paths } from "../../paths.ts";
import { readPresenter, setPresenter } from "../../ui/presenter.ts";
import { toast } from "../../ui/toast.tsx";
import { useOpenInbox } from "../webhooks/queries.ts";
import type { Command, CommandEffect } from "./commands.ts";
import { showDialog } from "./palette-store.ts";
import { rememberCommand } from "./recent-commands.ts";
import { switchTimes } from "./time-style-words.ts";

/** Does what a command says, once the palette is out of the way. */
export function useRunCommand(): (command: Command) => void {
  const navigate = useNavigate();
  const signOut = useSignOut();
  const { open } = useOpenInbox();

  async function openInbox(): Promise<void> {
    try {
      await open();
    } catch (error) {
      toast.failed("No inbox was opened", {
        detail: error instanceof Error ? error.message : String(error),
      });
      return;
    }
    void navigate(`${paths.webhooks()}?tab=inbox`);
  }

  function run(effect: CommandEffect): void {
    switch (effect.kind) {
      case "go":
        void navigate(effect.to);
        return;
      case "environment":
        selectEnvironment(effect.id);
        return;
      case "theme":
        setTheme(effect.theme);
        return;
      case "times":
        switchTimes(effect.style);
        return;
      case "sign_out":
        signOut();
        return;
      case "open_inbox":
        void openInbox();
        return;
      case "present":
        setPresenter({ isOn: !readPresenter().isOn });
        return;
      case "shortcuts":
        showDialog("shortcuts");
    }
  }

  return (command) => {
    showDialog(null);
    rememberCommand(command.id);
    run(command.effect);
  };
}
