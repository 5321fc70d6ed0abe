import { useApi } from "../api/api-provider.tsx";
import { useShown } from "../ui/presenter.ts";
import { useCredentials } from "./credentials.ts";

interface SessionFacts {
  /** There is a session token: what only a person does is possible. */
  hasSession: boolean;
  /** There is an API key in this tab. */
  hasKey: boolean;
  /** There is something to send with a request. */
  canCall: boolean;
  /** For the screen: in presenter mode what stands for it. */
  email: string | undefined;
}

/** What this tab holds for the selected environment. */
export function useSession(): SessionFacts {
  const { environment } = useApi();
  const shown = useShown();
  const { session_token, api_key, email } = useCredentials(environment.id);
  const hasSession = session_token !== undefined;
  const hasKey = api_key !== undefined;
  return { hasSession, hasKey, canCall: hasSession || hasKey, email: shown(email) };
}
