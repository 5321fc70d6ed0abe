import type { ReactNode } from "react";
import { Link, useLocation } from "react-router";
import { useApi } from "../api/api-provider.tsx";
import { useSession } from "../environments/use-session.ts";
import { paths } from "../paths.ts";
import { buttonClassName } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { LostCredentials } from "./restart-notice.tsx";

interface Props {
  /** `session` for what only a signed-in person may do; `any` where a key is enough. */
  need: "session" | "any";
  children: ReactNode;
}

/** Shows its children to who may see them; to others, the way in, which comes back here. */
export function RequireCredentials({ need, children }: Props) {
  const { hasSession, canCall } = useSession();
  const { environment } = useApi();
  const { pathname, search } = useLocation();
  if (need === "session" ? hasSession : canCall) return children;
  const state = { from: pathname + search };
  return (
    <>
      <LostCredentials />
      <EmptyState
        title={`You are not signed in to ${environment.name}`}
        actions={
          <>
            <Link to={paths.signIn()} state={state} className={buttonClassName({})}>
              Sign in
            </Link>
            <Link
              to={paths.register()}
              state={state}
              className={buttonClassName({ variant: "primary" })}
            >
              Register an agent
            </Link>
          </>
        }
      >
        {environment.kind === "local"
          ? "Registering takes a minute and gives $25 of sandbox credit. Nothing leaves this machine."
          : "Keys and sessions are kept apart for every environment, and end with this tab."}
      </EmptyState>
    </>
  );
}
