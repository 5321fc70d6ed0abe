import { contract } from "#contract/index.ts";
import { User } from "lucide-react";
import { Link } from "react-router";
import { useEndpoint } from "../api/query.ts";
import { useSession } from "../environments/use-session.ts";
import { formatMoney } from "../format/money.ts";
import { paths } from "../paths.ts";
import { buttonClassName } from "../ui/button.tsx";
import { Menu, menuItemClassName } from "../ui/menu.tsx";
import { setPresenter } from "../ui/presenter.ts";
import { useSignOut } from "./use-sign-out.ts";

/** What can be spent, and what running work holds back. */
export function CreditsLine() {
  const { canCall } = useSession();
  const { data } = useEndpoint(contract.accounts.get, {}, { enabled: canCall });
  if (!canCall || data === undefined) return null;
  const reserved = data.credit_reserved;
  return (
    <Link
      to={paths.account()}
      className="hidden text-sm whitespace-nowrap text-secondary md:inline"
    >
      Credits <span className="font-medium text-ink">{formatMoney(data.credit_balance)}</span>
      {Number(reserved.amount) === 0 ? null : ` · ${formatMoney(reserved)} reserved`}
    </Link>
  );
}

/** Who is signed in here, and the ways out; or the way in. */
export function AccountMenu() {
  const { hasSession, hasKey, email } = useSession();
  const signOut = useSignOut();

  if (!hasSession && !hasKey) {
    return (
      <Link to={paths.signIn()} className={buttonClassName({})}>
        Sign in
      </Link>
    );
  }
  return (
    <Menu
      variant="quiet"
      align="end"
      label={`Account ${email ?? ""}`}
      button={<User size={16} aria-hidden="true" />}
    >
      {(close) => (
        <>
          <p className="truncate px-2 py-1.5 text-sm text-muted">{email ?? "API key only"}</p>
          <Link to={paths.account()} className={menuItemClassName()} onClick={close}>
            Account and credits
          </Link>
          <Link to={paths.apiKeys()} className={menuItemClassName()} onClick={close}>
            API keys
          </Link>
          <button
            type="button"
            className={menuItemClassName()}
            onClick={() => {
              close();
              setPresenter({ isOn: true });
            }}
          >
            Presenter mode
          </button>
          <hr className="my-1 border-line" />
          <button
            type="button"
            className={menuItemClassName()}
            onClick={() => {
              close();
              signOut();
            }}
          >
            {hasSession ? "Sign out" : "Forget the key"}
          </button>
        </>
      )}
    </Menu>
  );
}
