import { LedgerView } from "../../layout/ledger-view.tsx";
import { Page } from "../../layout/page.tsx";

/** Every call of this tab in this environment, with secrets replaced before they were kept. */
export default function LedgerPage() {
  return (
    <Page
      title="Ledger of calls"
      description="Every HTTP call that this tab made in this environment: real headers and bodies, secrets replaced before anything was kept. It ends with the tab."
    >
      <LedgerView />
    </Page>
  );
}
