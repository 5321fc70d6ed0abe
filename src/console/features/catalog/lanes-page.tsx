import { OPERATIONS, type Operation } from "#contract/catalog.ts";
import { contract } from "#contract/index.ts";
import { useSearchParams } from "react-router";
import { Page } from "../../layout/page.tsx";
import { RequireCredentials } from "../../layout/require-credentials.tsx";
import { WirePanel } from "../../layout/wire-panel.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { LaneList } from "./lane-list.tsx";
import { ModelList } from "./model-list.tsx";

const { listModels, listLanes } = contract.catalog;

/** What can be asked for, where it runs, at which public price, and how each lane does at this moment. */
export default function LanesPage() {
  const [search, setSearch] = useSearchParams();
  const isLanes = search.get("view") === "lanes";
  const operation: Operation | undefined = OPERATIONS.find(
    (name) => name === search.get("operation"),
  );
  const provider = search.get("provider") ?? "";
  const query = {
    ...(operation === undefined ? {} : { operation }),
    ...(provider === "" ? {} : { provider }),
  };
  return (
    <Page
      title="Lanes and models"
      description="The providers' public prices with the day each was read, and the lanes that work runs on."
      wire={
        isLanes ? (
          <WirePanel key="lanes" endpoint={listLanes} input={{}} />
        ) : (
          <WirePanel key="models" endpoint={listModels} input={{ query }} />
        )
      }
    >
      <Tabs
        label="Catalog"
        selected={isLanes ? "lanes" : "models"}
        onSelect={(view) => setSearch(view === "lanes" ? { view } : {})}
        tabs={[
          { id: "models", label: "Models and prices", content: () => <ModelList /> },
          {
            id: "lanes",
            label: "Lanes",
            content: () => (
              <RequireCredentials need="any">
                <LaneList />
              </RequireCredentials>
            ),
          },
        ]}
      />
    </Page>
  );
}
