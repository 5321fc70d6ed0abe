import type { Batch } from "#contract/batches.ts";
import type { EndpointInput } from "#contract/endpoint.ts";
import type { InputFile } from "#contract/files.ts";
import { contract } from "#contract/index.ts";
import type { Quote, RoutingMode, SlaTier } from "#contract/quotes.ts";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useAction } from "../../../api/query.ts";
import { plural } from "../../../format/plural.ts";
import { paths } from "../../../paths.ts";
import { toast } from "../../../ui/toast.tsx";
import { useFile } from "../../files/queries.ts";
import { useHasPassed } from "../../quotes/queries.ts";
import { useIntentKey } from "../../submit/queries.ts";
import { batchName } from "../batch-name.ts";
import { retryFileName } from "../items/retry-lines.ts";
import { repairedInput, type RepairEdits } from "./repair-edits.ts";
import type { Repair } from "./use-repair.ts";

type QuoteBody = NonNullable<EndpointInput<typeof contract.quotes.createForModel>["body"]>;
type BatchBody = EndpointInput<typeof contract.batches.create>["body"];

/** What of the quote is asked for here; the rest is as the parent's. */
export interface RepairTerms {
  routing_mode: RoutingMode;
  sla_tier: SlaTier;
}

interface Sent {
  edits: RepairEdits;
  file: InputFile;
}

interface Quoted extends Sent {
  terms: RepairTerms;
  quote: Quote;
}

export type Resubmission = ReturnType<typeof useResubmission>;

/** Uploads the repaired lines, locks a quote for exactly them, and submits them as a batch linked to its parent. */
export function useResubmission(batch: Batch, repair: Repair) {
  const navigate = useNavigate();
  const parentFile = useFile(batch.input_file_id, true);
  const upload = useAction(contract.files.upload);
  const lock = useAction(contract.quotes.createForModel);
  const create = useAction(contract.batches.create);
  const [terms, setTerms] = useState<RepairTerms>({
    routing_mode: batch.routing_mode,
    sla_tier: batch.sla_tier,
  });
  const [name, setName] = useState(() => `${batchName(batch) ?? "Batch"}, repaired`);
  const [sent, setSent] = useState<Sent>();
  const [quoted, setQuoted] = useState<Quoted>();
  const hasRunOut = useHasPassed(quoted?.quote.expires_at);

  const filename = retryFileName(parentFile.data?.filename ?? "batch.jsonl");
  const isChanged =
    quoted !== undefined && (quoted.edits !== repair.edits || quoted.terms !== terms);
  const isUsable = quoted !== undefined && !isChanged && (!hasRunOut || create.isPending);
  const file = sent?.edits === repair.edits ? sent.file : undefined;
  const quoteBody = file === undefined ? undefined : quoteBodyOf(file, terms, batch);
  const body = isUsable ? batchBodyOf(quoted, batch, name) : undefined;
  const intent = useIntentKey(body === undefined ? "" : JSON.stringify(body));

  async function lockQuote(): Promise<void> {
    const { edits, lines } = repair;
    create.reset();
    const now =
      file ??
      (await upload.mutateAsync({ query: { filename }, body: repairedInput(edits, lines) }));
    setSent({ edits, file: now });
    const quote = await lock.mutateAsync({ body: quoteBodyOf(now, terms, batch) });
    setQuoted({ edits, file: now, terms, quote });
  }

  return {
    terms,
    setTerms,
    name,
    setName,
    filename,
    quoteBody,
    body,
    idempotencyKey: intent.key,
    quote: quoted?.quote,
    /** How the quote at hand stands to the lines as they are now. */
    fit: quoted === undefined ? "none" : isUsable ? "fits" : isChanged ? "changed" : "expired",
    isLocking: upload.isPending || lock.isPending,
    isSubmitting: create.isPending || create.isSuccess,
    error: create.error ?? lock.error ?? upload.error,
    failedAt: create.error !== null ? "submit" : lock.error !== null ? "quote" : "upload",
    lock() {
      // What went wrong stands in `error`.
      lockQuote().catch(() => {});
    },
    submit() {
      if (body === undefined || create.isPending || create.isSuccess) return;
      intent.markSent();
      create.mutate(
        { body, call: { idempotencyKey: intent.key } },
        {
          onSuccess({ batch: child }) {
            toast.done(`${plural(child.item_count, "repaired line")} submitted`, {
              detail: "The batch is linked to the one it repairs.",
            });
            void navigate(paths.batch(child.id));
          },
        },
      );
    },
  } as const;
}

function quoteBodyOf(file: InputFile, terms: RepairTerms, parent: Batch): QuoteBody {
  return {
    input_file_id: file.id,
    ...terms,
    privacy_tier: parent.privacy_tier,
    allowed_regions: parent.allowed_regions,
  };
}

function batchBodyOf({ quote, file }: Quoted, parent: Batch, name: string): BatchBody {
  const { name: _name, ...labels } = parent.metadata;
  return {
    quote_id: quote.quote_id,
    input_file_id: file.id,
    parent_batch_id: parent.id,
    metadata: { ...labels, ...(name.trim() === "" ? {} : { name: name.trim() }) },
  };
}
