import { contract } from "#contract/index.ts";
import { useAction } from "../../api/query.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { ComparedTable } from "./compared-table.tsx";
import { quoteBody, type QuoteForm } from "./quote-form.ts";

interface Props {
  form: QuoteForm;
  onUse: (terms: Pick<QuoteForm, "routing_mode" | "sla_tier" | "privacy_tier">) => void;
}

/** Prices the work of the form in every mode and tier by one call that locks nothing. */
export function CompareTerms({ form, onUse }: Props) {
  const action = useAction(contract.quotes.compare);
  const body = quoteBody({
    ...form,
    routing_mode: "cheapest",
    sla_tier: "standard",
    privacy_tier: "standard",
  });
  const isOld =
    action.data !== undefined && JSON.stringify(action.variables.body) !== JSON.stringify(body);
  const compare = (): void => action.mutate({ body });
  return (
    <div className="border-t border-line pt-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button loading={action.isPending} loadingLabel="Comparing" onClick={compare}>
          Compare modes and tiers
        </Button>
        <p className="text-sm text-secondary">
          One call, every combination side by side. It locks nothing.
        </p>
      </div>
      {action.error === null ? null : (
        <div className="mt-4">
          <ApiErrorPanel
            error={action.error}
            title="The terms could not be compared"
            onRetry={compare}
          />
        </div>
      )}
      {isOld ? (
        <Callout className="mt-4" tone="attention" title="The work has changed since">
          These prices are of the work as it was. Compare again.
        </Callout>
      ) : null}
      {action.data === undefined ? null : (
        <ComparedTable comparison={action.data} form={form} onUse={onUse} />
      )}
    </div>
  );
}
