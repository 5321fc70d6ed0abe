import { contract } from "#contract/index.ts";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { LocalOnly } from "../../layout/local-only.tsx";
import { Page } from "../../layout/page.tsx";
import { RequireCredentials } from "../../layout/require-credentials.tsx";
import { WirePanel } from "../../layout/wire-panel.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { DeliveriesTab } from "./deliveries-tab.tsx";
import { readDeliveryFilters } from "./delivery-filters.ts";
import { endpointBody, endpointFormOf, type EndpointForm } from "./endpoint-body.ts";
import { EndpointTab } from "./endpoint-tab.tsx";
import { useRememberedInbox } from "./inbox-choice.ts";
import { InboxTab } from "./inbox-tab.tsx";
import { useOwnEndpoint } from "./use-own-endpoint.ts";

const TABS = ["inbox", "deliveries", "endpoint"] as const;
type TabName = (typeof TABS)[number];

const isTabName = (name: string | null): name is TabName => TABS.some((tab) => tab === name);

/** Where events go: a receiver to look into, what was delivered, and the organisation's own endpoint. */
export default function WebhooksPage() {
  const { environment } = useApi();
  // A draft or a new secret of one environment has no business in another.
  return <WebhooksOf key={environment.id} />;
}

function WebhooksOf() {
  const { environment } = useApi();
  const [search, setSearch] = useSearchParams();
  // The endpoint's form once it was touched; held here, as the wire panel shows what it says.
  const [draft, setDraft] = useState<EndpointForm>();
  // Held here, so that a look at another tab does not lose what is shown only once.
  const [newSecret, setNewSecret] = useState<string>();
  const wanted = search.get("tab");
  const tab = isTabName(wanted) ? wanted : environment.kind === "local" ? "inbox" : "deliveries";
  return (
    <Page
      title="Webhooks"
      description="The batch calls you when it ends. Every delivery is signed; here you can watch one arrive and check it."
      // Where there is no inbox there is no call of it either.
      wire={
        tab === "inbox" && environment.kind !== "local" ? undefined : (
          <TabWire tab={tab} draft={draft} />
        )
      }
    >
      <Tabs
        label="Webhooks"
        selected={tab}
        onSelect={(id) => setSearch({ tab: id })}
        tabs={[
          {
            id: "inbox",
            label: "Inbox",
            content: () => (
              <LocalOnly>
                <InboxTab />
              </LocalOnly>
            ),
          },
          {
            id: "deliveries",
            label: "Deliveries",
            content: () => (
              <RequireCredentials need="any">
                <DeliveriesTab />
              </RequireCredentials>
            ),
          },
          {
            id: "endpoint",
            label: "Endpoint",
            content: () => (
              <RequireCredentials need="any">
                <EndpointTab
                  draft={draft}
                  onDraft={setDraft}
                  newSecret={newSecret}
                  onNewSecret={setNewSecret}
                />
              </RequireCredentials>
            ),
          },
        ]}
      />
    </Page>
  );
}

/** What goes over the wire for a tab. */
function TabWire({ tab, draft }: { tab: TabName; draft: EndpointForm | undefined }) {
  const { environment } = useApi();
  const [search] = useSearchParams();
  const inboxId = useRememberedInbox(environment.id);
  if (tab === "deliveries") {
    return (
      <WirePanel
        endpoint={contract.webhooks.listDeliveries}
        input={{ query: readDeliveryFilters(search) }}
        note="A receiver that was down asks this for what it missed."
      />
    );
  }
  if (tab === "endpoint") return <EndpointWire draft={draft} />;
  return inboxId === undefined ? (
    <WirePanel endpoint={contract.local.createInbox} input={{}} />
  ) : (
    <WirePanel endpoint={contract.local.getInbox} input={{ params: { id: inboxId } }} />
  );
}

function EndpointWire({ draft }: { draft: EndpointForm | undefined }) {
  const { webhook } = useOwnEndpoint();
  return (
    <WirePanel
      endpoint={contract.webhooks.put}
      input={{ body: endpointBody(draft ?? endpointFormOf(webhook)) }}
      note="Used by every batch and run that names no webhook of its own."
    />
  );
}
