import { contract } from "#contract/index.ts";
import type { InputFile } from "#contract/files.ts";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useAction } from "../../api/query.ts";
import { useSession } from "../../environments/use-session.ts";
import { formatBytes } from "../../format/bytes.ts";
import { plural } from "../../format/plural.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { Page } from "../../layout/page.tsx";
import { RequireCredentials } from "../../layout/require-credentials.tsx";
import { paths } from "../../paths.ts";
import { MonoId } from "../../ui/mono-id.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { useFile } from "../files/queries.ts";
import { useQuote } from "../quotes/queries.ts";
import { batchBody, emptyBatchForm } from "./batch-form.ts";
import { FlowPart } from "./flow-part.tsx";
import { InputPart } from "./input-part.tsx";
import { EMPTY_DRAFT, LIMIT_WORDS, type LocalInput } from "./local-input.ts";
import { quoteFit } from "./quote-fit.ts";
import { quoteBodyForFile, termsOfQuote } from "./quote-for-file.ts";
import { QuotePart, QuoteSummary, type QuoteTerms } from "./quote-part.tsx";
import { SubmitPart } from "./submit-part.tsx";
import { SubmitWire } from "./submit-wire.tsx";
import { SubmittedPanel } from "./submitted-panel.tsx";
import { useSubmit } from "./use-submit.ts";
import { useHasPassed } from "./use-has-passed.ts";
import { useLocalInbox } from "./webhook-fields.tsx";

type Part = "input" | "quote" | "submit";

/** Step 4, second half: the input, a quote that covers it, and the batch. */
export default function SubmitPage() {
  const flow = useFlow();
  return (
    <Page
      title="Submit a batch"
      {...(flow.parentId === undefined
        ? {}
        : { facts: [<Parent key="parent" batchId={flow.parentId} />] })}
      description="Every line is checked here before anything is sent; a quote locks the price; then one POST makes the batch."
      wire={
        <SubmitWire
          part={flow.open}
          input={flow.input}
          quoteBody={flow.quoteBody}
          batchBody={flow.body}
          idempotencyKey={flow.submission.idempotencyKey}
        />
      }
    >
      <RequireCredentials need="any">
        <Flow flow={flow} />
      </RequireCredentials>
    </Page>
  );
}

/** All that the three parts share; ids stand in the address, so that a reload finds them again. */
function useFlow() {
  const [search, setSearch] = useSearchParams();
  const { canCall } = useSession();
  const fileId = search.get("input_file_id") ?? undefined;
  const quoteId = search.get("quote_id") ?? undefined;
  const parentId = search.get("parent_batch_id") ?? undefined;
  const fileRead = useFile(fileId, canCall);
  const quoteRead = useQuote(quoteId, canCall);
  const [input, setInput] = useState<LocalInput>();
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const [form, setForm] = useState(emptyBatchForm);
  const [editedTerms, setTerms] = useState<QuoteTerms>();
  const [opened, setOpened] = useState<Part>();
  const [hasActed, setActed] = useState(false);
  const lock = useAction(contract.quotes.createForModel);
  const inbox = useLocalInbox();

  const file = fileId === undefined ? undefined : fileRead.data;
  const quote = quoteId === undefined ? undefined : quoteRead.data;
  const hasRunOut = useHasPassed(quote?.expires_at);
  const fit =
    file === undefined || quote === undefined ? undefined : quoteFit(quote, file, hasRunOut);
  const isQuoted = fit?.kind === "fits" || fit?.kind === "perhaps";
  const current: Part = file === undefined ? "input" : isQuoted ? "submit" : "quote";
  const terms = editedTerms ?? termsOfQuote(quote);
  const quoteBody = file === undefined ? undefined : quoteBodyForFile(file, terms, quote);
  const body =
    file === undefined || quote === undefined
      ? undefined
      : batchBody(
          form,
          {
            quote_id: quote.quote_id,
            input_file_id: file.id,
            parent_batch_id: parentId,
          },
          inbox.url,
        );
  const submission = useSubmit(body, form.webhook.kind === "url");

  function setIds(ids: Record<string, string>): void {
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, id] of Object.entries(ids)) next.set(name, id);
        next.delete("sample");
        return next;
      },
      { replace: true },
    );
    setOpened(undefined);
    setActed(true);
  }

  return {
    input,
    setInput,
    draft,
    setDraft,
    form,
    setForm,
    terms,
    setTerms,
    file,
    fileId,
    parentId,
    fileRead,
    quote,
    quoteId,
    quoteRead,
    fit,
    current,
    open: opened ?? current,
    /** Something was done here: from now on a part that opens takes the focus. */
    hasActed,
    toggle(part: Part) {
      setActed(true);
      setOpened(opened === part ? undefined : part);
    },
    quoteBody,
    body,
    inbox,
    lock,
    submission,
    takeFile: ({ id }: InputFile) => {
      setInput(undefined);
      setIds({ input_file_id: id });
    },
    lockQuote() {
      if (quoteBody === undefined) return;
      lock.mutate(
        { body: quoteBody },
        {
          onSuccess: ({ quote_id }) => {
            submission.reset();
            setIds({ quote_id });
          },
        },
      );
    },
  };
}

function Flow({ flow }: { flow: ReturnType<typeof useFlow> }) {
  const { held } = flow.submission;
  if (held?.webhook?.secret !== undefined) {
    return <SubmittedPanel batchId={held.id} url={held.webhook.url} secret={held.webhook.secret} />;
  }
  return (
    <div className="flex max-w-4xl flex-col gap-3">
      <InputStep flow={flow} />
      <QuoteStep flow={flow} />
      <SubmitStep flow={flow} />
    </div>
  );
}

/** The batch that this one is a retry of. */
function Parent({ batchId }: { batchId: string }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1">
      Linked to{" "}
      <Link to={paths.batch(batchId)} className="link font-mono">
        {batchId}
      </Link>
    </span>
  );
}

interface StepProps {
  flow: ReturnType<typeof useFlow>;
}

function InputStep({ flow }: StepProps) {
  const { file, fileId, fileRead, quote, open, current } = flow;
  const isLoading = fileId !== undefined && fileRead.isLoading;
  const expectation =
    quote === undefined
      ? `JSONL: a file, pasted text, a sample, or one uploaded before. ${LIMIT_WORDS}.`
      : `The quote is for ${plural(quote.item_count, "item")} on ${quote.models.join(", ")}.`;
  return (
    <FlowPart
      number={1}
      title="Input"
      state={file === undefined ? "current" : "done"}
      isOpen={open === "input"}
      takesFocus={flow.hasActed}
      onToggle={current === "input" ? undefined : () => flow.toggle("input")}
      summary={
        file === undefined ? (
          expectation
        ) : (
          <span className="flex flex-wrap items-center gap-x-2">
            <span className="font-medium break-all text-ink">{file.filename}</span>
            <span>
              {plural(file.line_count, "item")} · {formatBytes(file.bytes)}
            </span>
            <MonoId id={file.id} what="file id" />
          </span>
        )
      }
    >
      {isLoading ? <Skeleton className="h-40 w-full" /> : null}
      {fileId !== undefined && fileRead.error !== null && file === undefined ? (
        <div className="mb-5">
          <ApiErrorPanel
            error={fileRead.error}
            title="The file of this address could not be loaded"
            onRetry={() => void fileRead.refetch()}
          />
        </div>
      ) : null}
      {isLoading ? null : (
        <InputPart
          input={flow.input}
          onInput={flow.setInput}
          onFile={flow.takeFile}
          draft={flow.draft}
          onDraft={flow.setDraft}
        />
      )}
    </FlowPart>
  );
}

function QuoteStep({ flow }: StepProps) {
  const { file, quote, quoteId, quoteRead, fit, current, open } = flow;
  const isDone = current === "submit";
  const isLoading = quoteId !== undefined && quoteRead.isLoading;
  return (
    <FlowPart
      number={2}
      title="Quote"
      state={file === undefined ? "later" : isDone ? "done" : "current"}
      isOpen={open === "quote" && file !== undefined}
      takesFocus={flow.hasActed}
      onToggle={isDone ? () => flow.toggle("quote") : undefined}
      summary={
        isDone && quote !== undefined ? (
          <QuoteSummary quote={quote} />
        ) : (
          "What it costs at most, locked for 10 minutes."
        )
      }
    >
      {quoteId !== undefined && quoteRead.error !== null && quote === undefined ? (
        <div className="mb-5">
          <ApiErrorPanel
            error={quoteRead.error}
            title="The quote of this address could not be loaded"
          />
        </div>
      ) : null}
      {isLoading ? <Skeleton className="h-40 w-full" /> : null}
      {file === undefined || isLoading ? null : (
        <QuotePart
          file={file}
          quoted={quote === undefined || fit === undefined ? undefined : { quote, fit }}
          terms={flow.terms}
          onTerms={flow.setTerms}
          onLock={flow.lockQuote}
          isLocking={flow.lock.isPending}
          error={flow.lock.error}
          attempt={flow.lock.submittedAt}
        />
      )}
    </FlowPart>
  );
}

function SubmitStep({ flow }: StepProps) {
  const { file, quote, fit, body, current, open, submission } = flow;
  const isReached = current === "submit";
  return (
    <FlowPart
      number={3}
      title="Submit"
      state={isReached ? "current" : "later"}
      isOpen={open === "submit"}
      takesFocus={flow.hasActed}
      onToggle={isReached && open !== "submit" ? () => flow.toggle(open) : undefined}
      verb="Go on"
      summary={
        isReached
          ? "Reserves the price of the real items; settles by what was used."
          : "After the input and its quote."
      }
    >
      {file === undefined ||
      quote === undefined ||
      fit === undefined ||
      body === undefined ? null : (
        <SubmitPart
          form={flow.form}
          onChange={flow.setForm}
          quote={quote}
          fit={fit}
          itemCount={file.line_count}
          body={body}
          idempotencyKey={submission.idempotencyKey}
          inbox={flow.inbox}
          onSubmit={submission.submit}
          isSubmitting={submission.isPending}
          error={submission.error}
          onLock={flow.lockQuote}
          isLocking={flow.lock.isPending}
        />
      )}
    </FlowPart>
  );
}
