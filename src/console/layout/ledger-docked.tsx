import { useState } from "react";
import { Link } from "react-router";
import { paths } from "../paths.ts";
import { buttonClassName } from "../ui/button.tsx";
import { type LedgerShown, SHOWN_FIRST } from "./ledger-address.ts";
import { LedgerView } from "./ledger-view.tsx";

/** The ledger within the dock: what it shows is its own, and leaves the page's address alone. */
export default function LedgerDocked() {
  const [shown, setShown] = useState<LedgerShown>(SHOWN_FIRST);
  return (
    <LedgerView
      shown={shown}
      onShow={(change) => setShown((now) => ({ ...now, ...change }))}
      actions={
        <Link to={paths.ledger()} className={buttonClassName({})}>
          Open as a page
        </Link>
      }
    />
  );
}
