import { useSearchParams } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { useExchanges } from "../../api/ledger.ts";
import {
  type LedgerShown,
  readLedgerShown,
  writeLedgerShown,
} from "../../layout/ledger-address.ts";
import { LedgerView } from "../../layout/ledger-view.tsx";
import { Page } from "../../layout/page.tsx";
import { ExportMenu } from "./export-menu.tsx";

/** Every call of this tab in this environment, with secrets replaced before they were kept; the view is in the address. */
export default function LedgerPage() {
  const { environment } = useApi();
  const calls = useExchanges(environment.id);
  const [search, setSearch] = useSearchParams();

  function show(change: Partial<LedgerShown>): void {
    setSearch((now) => writeLedgerShown({ ...readLedgerShown(now), ...change }), {
      // Each letter typed is no step to go back by.
      replace: "text" in change || "tab" in change,
      preventScrollReset: true,
    });
  }

  return (
    <Page
      title="Ledger of calls"
      description={`Every HTTP call that this tab has made in ${environment.name} since it was loaded: real headers and bodies, secrets replaced before anything was kept.`}
    >
      <div className="h-[max(30rem,calc(100dvh-13.5rem))]">
        <LedgerView
          shown={readLedgerShown(search)}
          onShow={show}
          actions={<ExportMenu count={calls.length} />}
        />
      </div>
    </Page>
  );
}
