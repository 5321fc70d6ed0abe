import { contract } from "#contract/index.ts";
import type { Quote } from "#contract/quotes.ts";
import { useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { useAction } from "../../api/query.ts";
import { useSession } from "../../environments/use-session.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { Page } from "../../layout/page.tsx";
import { RequireCredentials } from "../../layout/require-credentials.tsx";
import { WirePanel } from "../../layout/wire-panel.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { useQuote } from "./queries.ts";
import {
  emptyQuoteForm,
  formOfQuote,
  quoteBody,
  requoteBody,
  type QuoteForm,
} from "./quote-form.ts";
import { QuoteFormFields } from "./quote-form-fields.tsx";
import { QuoteResult } from "./quote-result.tsx";

const { createForModel } = contract.quotes;

/** Step 4, first half: what the work will cost at most, and where it would run. */
export default function QuotePage() {
  const [search, setSearch] = useSearchParams();
  const { canCall } = useSession();
  const quoteId = search.get("quote_id") ?? undefined;
  const action = useAction(createForModel);
  const read = useQuote(quoteId, canCall);
  const [edited, setEdited] = useState<QuoteForm>();
  const locked = action.data?.quote_id === quoteId ? action.data : undefined;
  const quote = quoteId === undefined ? undefined : (read.data ?? locked);
  const form = edited ?? firstForm(quote, search.get("input_file_id"));

  function lock(body: ReturnType<typeof quoteBody>): void {
    action.mutate({ body }, { onSuccess: ({ quote_id }) => setSearch({ quote_id }) });
  }

  const fields = (
    <QuoteFormFields
      form={form}
      onChange={setEdited}
      onSubmit={() => lock(quoteBody(form))}
      isPending={action.isPending}
      error={action.error}
      attempt={action.submittedAt}
    />
  );
  return (
    <Page
      title="Quote"
      description="Free, and reserves nothing. It locks the lanes' prices for 10 minutes; what you pay is never more."
      wire={
        <WirePanel
          endpoint={createForModel}
          input={{ body: quoteBody(form) }}
          note="Any of the models is acceptable; the quote says which lane of which model takes the work."
        />
      }
    >
      <RequireCredentials need="any">
        {quoteId === undefined ? (
          fields
        ) : (
          <>
            <Current
              quote={quote}
              error={read.error}
              onRetry={() => void read.refetch()}
              onLockAgain={(old) => lock(requoteBody(old))}
              isLocking={action.isPending}
            />
            <Disclosure
              // A refusal is shown in the form, so the form has to be seen.
              {...(action.error === null ? {} : { open: true })}
              className="mt-10 border-t border-line pt-4"
              title="Change the terms and lock another"
            >
              <div className="pt-3">{fields}</div>
            </Disclosure>
          </>
        )}
      </RequireCredentials>
    </Page>
  );
}

/** Before anything was typed: the quote that is shown, or the file that was named, or an example. */
function firstForm(quote: Quote | undefined, fileId: string | null): QuoteForm {
  if (quote !== undefined) return formOfQuote(quote);
  if (fileId === null) return emptyQuoteForm;
  return { ...emptyQuoteForm, work: "file", input_file_id: fileId, models: [] };
}

interface CurrentProps {
  quote: Quote | undefined;
  error: Error | null;
  onRetry: () => void;
  onLockAgain: (quote: Quote) => void;
  isLocking: boolean;
}

function Current({ quote, error, onRetry, onLockAgain, isLocking }: CurrentProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const quoteId = quote?.quote_id;
  useEffect(() => {
    // A new quote stands above the form that asked for it: the reader is brought there.
    if (quoteId === undefined) return;
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [quoteId]);
  if (quote !== undefined) {
    return (
      <QuoteResult
        // Each quote counts down on its own.
        key={quote.quote_id}
        quote={quote}
        headingRef={heading}
        onLockAgain={() => onLockAgain(quote)}
        isLocking={isLocking}
      />
    );
  }
  if (error !== null) {
    return <ApiErrorPanel error={error} title="The quote could not be loaded" onRetry={onRetry} />;
  }
  return (
    <div aria-busy="true" className="flex flex-col gap-4">
      <Skeleton className="h-24 w-full" />
      <Skeleton className="h-48 w-full" />
    </div>
  );
}
