import { useId, type FormEvent } from "react";
import { Button } from "../../ui/button.tsx";
import { ErrorSummary } from "../../ui/error-summary.tsx";
import { RadioCards } from "../../ui/radio-cards.tsx";
import { callProblems } from "./call-problems.ts";
import { CompareTerms } from "./compare-terms.tsx";
import { ModelPicker } from "./model-picker.tsx";
import { MoreTerms } from "./more-terms.tsx";
import type { QuoteForm } from "./quote-form.ts";
import { ROUTING_CARDS, SLA_CARDS } from "./quote-words.ts";
import { WorkFields } from "./work-fields.tsx";

interface Props {
  form: QuoteForm;
  onChange: (form: QuoteForm) => void;
  onSubmit: () => void;
  isPending: boolean;
  error: Error | null;
  attempt: number;
}

/** What a quote is asked for: the work, the models, how to route it, and within which terms. */
export function QuoteFormFields({ form, onChange, onSubmit, isPending, error, attempt }: Props) {
  const id = useId();
  const problems = callProblems(error, {
    models: `${id}-models`,
    estimated_items: `${id}-items`,
    estimated_input_tokens_per_item: `${id}-input-tokens`,
    estimated_output_tokens_per_item: `${id}-output-tokens`,
    input_file_id: `${id}-file`,
    max_price: `${id}-max-price`,
    "max_price.amount": `${id}-max-price`,
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    onSubmit();
  }

  return (
    <form noValidate onSubmit={submit} className="flex max-w-3xl flex-col gap-6">
      <ErrorSummary
        problems={problems.all}
        attempt={attempt}
        className="scroll-mt-20"
        {...(problems.all.length > 1 ? { title: "This cannot be quoted as it stands" } : {})}
      />
      <WorkFields id={id} form={form} onChange={onChange} problems={problems.fields} />
      <ModelPicker
        id={`${id}-models`}
        isOptional={form.work === "file"}
        models={form.models}
        error={problems.fields["models"]}
        onChange={(models) => onChange({ ...form, models })}
      />
      <RadioCards
        label="Routing mode"
        columns={4}
        options={ROUTING_CARDS}
        value={form.routing_mode}
        onChange={(routing_mode) => onChange({ ...form, routing_mode })}
      />
      <RadioCards
        label="SLA tier"
        columns={3}
        options={SLA_CARDS}
        value={form.sla_tier}
        onChange={(sla_tier) => onChange({ ...form, sla_tier })}
      />
      <MoreTerms id={id} form={form} onChange={onChange} problems={problems.fields} />
      <div>
        <Button
          type="submit"
          variant="primary"
          loading={isPending}
          loadingLabel="Locking the quote"
        >
          Lock a quote
        </Button>
      </div>
      <CompareTerms form={form} onUse={(terms) => onChange({ ...form, ...terms })} />
    </form>
  );
}
