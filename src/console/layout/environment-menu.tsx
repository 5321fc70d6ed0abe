import { Check, ChevronDown } from "lucide-react";
import { Link } from "react-router";
import { selectEnvironment, useEnvironments } from "../environments/environment-store.ts";
import type { Environment, EnvironmentKind } from "../environments/environment.ts";
import { paths } from "../paths.ts";
import { Menu, menuItemClassName } from "../ui/menu.tsx";

/** What an environment means for what one does in it, in words: colour alone would not tell. */
const KIND_MEANING: Record<EnvironmentKind, string> = {
  local: "This machine; sandbox lanes, sandbox credit",
  test: "Hosted, for trying out",
  production: "Hosted, real money",
  custom: "An address you added",
};

/** What an environment means, with what its owner said of it. */
export function meaningOf({ kind, isLive }: Environment): string {
  return kind === "custom" && isLive
    ? "An address you added, marked as production"
    : KIND_MEANING[kind];
}

function hostOf(environment: Environment): string {
  return environment.origin.replace(/^https?:\/\//, "");
}

/** Names the environment on every page, and changes it. */
export function EnvironmentMenu() {
  const { environments, selected } = useEnvironments();
  return (
    <Menu
      label={`Environment: ${selected.name}, ${hostOf(selected)}`}
      // Real money is marked by weight, since colour is for states: ink all over, as nothing else in the bar.
      variant={selected.isLive ? "primary" : "secondary"}
      className="min-w-0 shrink"
      button={
        <>
          <span className="truncate font-semibold">{selected.name}</span>
          <span className="hidden truncate font-mono text-xs font-normal opacity-80 lg:inline">
            {hostOf(selected)}
          </span>
          <ChevronDown size={14} aria-hidden="true" className="shrink-0 opacity-70" />
        </>
      }
    >
      {(close) => (
        <>
          <ul>
            {environments.map((environment) => (
              <li key={environment.id}>
                <button
                  type="button"
                  aria-current={environment.id === selected.id}
                  className={menuItemClassName(environment.id === selected.id)}
                  onClick={() => {
                    selectEnvironment(environment.id);
                    close();
                  }}
                >
                  <span className="min-w-0 flex-1">
                    <span className="block truncate">{environment.name}</span>
                    <span className="block truncate text-xs font-normal text-muted">
                      {meaningOf(environment)} · {hostOf(environment)}
                    </span>
                  </span>
                  {environment.id === selected.id ? <Check size={16} aria-hidden="true" /> : null}
                </button>
              </li>
            ))}
          </ul>
          <hr className="my-1 border-line" />
          <Link to={paths.environments()} className={menuItemClassName()} onClick={close}>
            Add or remove environments
          </Link>
        </>
      )}
    </Menu>
  );
}
