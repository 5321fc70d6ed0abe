import { contract } from "#contract/index.ts";
import type { InputFile } from "#contract/files.ts";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useAction } from "../../api/query.ts";
import { useSession } from "../../environments/use-session.ts";
import { useFile } from "../files/queries.ts";
import { useHasPassed, useQuote } from "../quotes/queries.ts";
import { batchBody, emptyBatchForm } from "./batch-form.ts";
import { EMPTY_CSV_DRAFT } from "./csv/csv-draft.ts";
import { EMPTY_DRAFT, type LocalInput } from "./local-input.ts";
import { quoteFit } from "./quote-fit.ts";
import { quoteBodyForFile, termsOfQuote, type QuoteTerms } from "./quote-for-file.ts";
import { useLocalInbox } from "./use-local-inbox.ts";
import { useSubmit } from "./use-submit.ts";

export type Part = "input" | "quote" | "submit";

export type Flow = ReturnType<typeof useFlow>;

/** All that the three parts share; ids stand in the address, so that a reload finds them again. */
export function useFlow() {
  const { fileId, quoteId, parentId, setIds } = useIds();
  const { canCall } = useSession();
  const fileRead = useFile(fileId, canCall);
  const quoteRead = useQuote(quoteId, canCall);
  const [input, setInput] = useState<LocalInput>();
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const [csvDraft, setCsvDraft] = useState(EMPTY_CSV_DRAFT);
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
  // A quote is used up the moment its batch is accepted: the page does not go back a step on its way out.
  const isReady = isQuoted || submission.isPending;
  const current: Part = file === undefined ? "input" : isReady ? "submit" : "quote";

  /** What was done leads to the next part, whichever was open. */
  function goOn(ids: Record<string, string>): void {
    setIds(ids);
    setOpened(undefined);
    setActed(true);
  }

  return {
    input,
    setInput,
    draft,
    setDraft,
    csvDraft,
    setCsvDraft,
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
      goOn({ input_file_id: id });
    },
    lockQuote() {
      if (quoteBody === undefined) return;
      lock.mutate(
        { body: quoteBody },
        {
          onSuccess: ({ quote_id }) => {
            submission.reset();
            goOn({ quote_id });
          },
        },
      );
    },
  };
}

/** The ids in the address. Setting some leaves the others, and makes no step for the back button. */
function useIds() {
  const [search, setSearch] = useSearchParams();
  return {
    fileId: search.get("input_file_id") ?? undefined,
    quoteId: search.get("quote_id") ?? undefined,
    parentId: search.get("parent_batch_id") ?? undefined,
    setIds(ids: Record<string, string>) {
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, id] of Object.entries(ids)) next.set(name, id);
          next.delete("sample");
          return next;
        },
        { replace: true },
      );
    },
  };
}
