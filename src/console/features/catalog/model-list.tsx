import { OPERATIONS } from "#contract/catalog.ts";
import { useSearchParams } from "react-router";
import { plural } from "../../format/plural.ts";
import { formatDate } from "../../format/times.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Select } from "../../ui/select.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StaleBadge } from "../../ui/stale-badge.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { filterModels, providersOf } from "./filter-models.ts";
import { ModelTable } from "./model-table.tsx";
import { useModels } from "./queries.ts";

/** In the address, for "the only model is closed": it is open by itself. */
const CLOSED = "none";

const ANY = { value: "", label: "Any" };

/** The catalog, filtered by what stands in the address. */
export function ModelList() {
  const [search, setSearch] = useSearchParams();
  const { data, error, refetch, isRefetching, dataUpdatedAt } = useModels();
  const filter = {
    text: search.get("q") ?? "",
    provider: search.get("provider") ?? "",
    operation: search.get("operation") ?? "",
  };

  function set(name: string, value: string): void {
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === "") next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  }

  if (data === undefined) {
    return error === null ? (
      <SkeletonRows rows={10} label="Loading models" />
    ) : (
      <ApiErrorPanel
        error={error}
        title="The catalog could not be loaded"
        onRetry={() => void refetch()}
        isRetrying={isRefetching}
      />
    );
  }
  const models = filterModels(data.data, filter);
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_12rem_12rem]">
        <TextField
          label="Search"
          type="search"
          placeholder="Model or provider"
          value={filter.text}
          onChange={({ target }) => set("q", target.value)}
        />
        <Select
          label="Provider"
          options={[ANY, ...providersOf(data.data).map((name) => ({ value: name, label: name }))]}
          value={filter.provider}
          onChange={({ target }) => set("provider", target.value)}
        />
        <Select
          label="Operation"
          options={[ANY, ...OPERATIONS.map((name) => ({ value: name, label: name }))]}
          value={filter.operation}
          onChange={({ target }) => set("operation", target.value)}
        />
      </div>
      <div className="mt-3 flex min-h-6 flex-wrap items-center gap-x-3 text-sm text-muted">
        <p role="status">
          {plural(models.length, "model")} of {data.data.length}
        </p>
        <p>
          {plural(data.provider_count, "provider")}
          {data.pricing_updated_at === null
            ? null
            : ` · prices of ${formatDate(data.pricing_updated_at)}`}
        </p>
        {error === null ? null : <StaleBadge since={dataUpdatedAt} reason={error.message} />}
      </div>
      {models.length === 0 ? (
        <EmptyState
          className="mt-4"
          title="No model fits"
          actions={<Button onClick={() => setSearch({})}>Show all models</Button>}
        >
          Nothing in the catalog has all that was asked for.
        </EmptyState>
      ) : (
        <ModelTable
          models={models}
          open={search.get("model") ?? (models.length === 1 ? models[0]?.slug : undefined)}
          onOpen={(slug) => set("model", slug ?? (models.length === 1 ? CLOSED : ""))}
        />
      )}
    </>
  );
}
