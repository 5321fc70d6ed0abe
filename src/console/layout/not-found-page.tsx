import { Link } from "react-router";
import { paths } from "../paths.ts";
import { buttonClassName } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Page } from "./page.tsx";

export function NotFoundPage() {
  return (
    <Page title="No such page">
      <EmptyState
        title="There is no page at this address"
        actions={
          <Link to={paths.home()} className={buttonClassName({ variant: "primary" })}>
            Go to the overview
          </Link>
        }
      >
        The link may be cut off, or the page has another name now.
      </EmptyState>
    </Page>
  );
}
