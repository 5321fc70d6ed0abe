import { contract } from "#contract/index.ts";
import type { EndpointOutput } from "#contract/endpoint.ts";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { useExchanges } from "../../api/ledger.ts";
import { useAction } from "../../api/query.ts";
import { paths } from "../../paths.ts";
import { toast } from "../../ui/toast.tsx";
import { rememberWebhookSecret } from "../webhooks/queries.ts";
import type { BatchBody } from "./batch-form.ts";
import { useIntentKey } from "./use-intent-key.ts";

const { create } = contract.batches;

type CreatedBatch = EndpointOutput<typeof create>["batch"];

interface Submitted {
  batch: CreatedBatch;
  key: string;
}

export interface Submission {
  idempotencyKey: string;
  submit: () => void;
  isPending: boolean;
  error: Error | null;
  /** Forgets the error, as when what caused it was mended. */
  reset: () => void;
  /** Accepted, and held here because its secret has to be taken first. */
  held: CreatedBatch | undefined;
}

/**
 * Submits the batch under one key an intent and goes on to it. `holdsForSecret`: a secret that the gateway made is to be shown
 * before. A made or given secret is kept in this tab, for the signature check.
 */
export function useSubmit(body: BatchBody | undefined, holdsForSecret: boolean): Submission {
  const { environment } = useApi();
  const navigate = useNavigate();
  const action = useAction(create);
  const exchanges = useExchanges(environment.id);
  const payload = body === undefined ? "" : JSON.stringify(body);
  const { key, markSent } = useIntentKey(payload);
  const [submitted, setSubmitted] = useState<Submitted>();
  const isHeld = holdsForSecret && submitted?.batch.webhook?.secret !== undefined;

  useEffect(() => {
    if (submitted === undefined) return;
    const isReplay = exchanges.some(
      ({ idempotency_key, response_headers }) =>
        idempotency_key === submitted.key && response_headers["idempotent-replayed"] === "true",
    );
    if (isReplay)
      toast.note("This was already submitted", {
        detail: "It is the same batch; nothing ran twice.",
      });
    else if (!isHeld) toast.done("The batch is submitted");
    if (!isHeld) void navigate(paths.batch(submitted.batch.id));
    // Once for each submission: later calls of the ledger change nothing of it.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [submitted]);

  return {
    idempotencyKey: key,
    isPending: action.isPending || (submitted !== undefined && !isHeld),
    error: action.error,
    reset: action.reset,
    held: isHeld ? submitted?.batch : undefined,
    submit() {
      if (body === undefined || action.isPending || submitted !== undefined) return;
      markSent();
      action.mutate(
        { body, call: { idempotencyKey: key } },
        {
          onSuccess({ batch }) {
            const secret = batch.webhook?.secret ?? body.webhook?.secret;
            if (secret !== undefined) rememberWebhookSecret(environment.id, batch.id, secret);
            setSubmitted({ batch, key });
          },
        },
      );
    },
  };
}
