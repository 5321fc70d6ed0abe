import { formatBytes } from "../../format/bytes.ts";
import { plural } from "../../format/plural.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { FlowPart } from "./flow-part.tsx";
import { InputPart } from "./input-part.tsx";
import { LIMIT_WORDS } from "./local-input.ts";
import { QuotePart, QuoteSummary } from "./quote-part.tsx";
import { SubmitPart } from "./submit-part.tsx";
import type { Flow } from "./use-flow.ts";

interface StepProps {
  flow: Flow;
}

/** Part 1: bytes of one's own become a file that the gateway has. */
export function InputStep({ flow }: StepProps) {
  const { file, fileId, fileRead, quote, open, current } = flow;
  const isLoading = fileId !== undefined && fileRead.isLoading;
  const expectation =
    quote === undefined
      ? `JSONL: a file, pasted text, rows of a CSV, a sample, or one uploaded before. ${LIMIT_WORDS}.`
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
          csvDraft={flow.csvDraft}
          onCsvDraft={flow.setCsvDraft}
        />
      )}
    </FlowPart>
  );
}

/** Part 2: a quote that covers the file. */
export function QuoteStep({ flow }: StepProps) {
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

/** Part 3: the batch. */
export function SubmitStep({ flow }: StepProps) {
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
