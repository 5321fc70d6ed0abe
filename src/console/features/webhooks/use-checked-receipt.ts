import type { InboxReceipt } from "#contract/local.ts";
import { useEffect, useState } from "react";
import { useApi } from "../../api/api-provider.tsx";
import { DEFAULT_ENDPOINT, useWebhookSecrets } from "./inbox-choice.ts";
import { candidatesOf, checkReceipt, type CheckedReceipt } from "./known-secrets.ts";
import type { ReceivedEvent } from "./receipts.ts";

/** No id is empty, so that nothing is ever remembered under it. */
const NOBODY = "";

/** A receipt checked with what this tab holds for its run, its batch or the organisation's endpoint; undefined without a secret. */
export function useCheckedReceipt(
  receipt: InboxReceipt,
  event: ReceivedEvent | null,
): CheckedReceipt | undefined {
  const { environment } = useApi();
  const run_id = event?.run_id ?? null;
  const batch_id = event?.batch_id ?? null;
  const ofRun = useWebhookSecrets(environment.id, run_id ?? NOBODY);
  const ofBatch = useWebhookSecrets(environment.id, batch_id ?? NOBODY);
  const ofDefault = useWebhookSecrets(environment.id, DEFAULT_ENDPOINT);
  const [checked, setChecked] = useState<CheckedReceipt>();
  useEffect(() => {
    let isCurrent = true;
    const check = async (): Promise<void> => {
      const own = [...candidatesOf(run_id, ofRun), ...candidatesOf(batch_id, ofBatch)];
      const found = await checkReceipt(receipt, [...own, ...candidatesOf(null, ofDefault)]);
      if (isCurrent) setChecked(found);
    };
    void check();
    return () => {
      isCurrent = false;
    };
  }, [receipt, run_id, batch_id, ofRun, ofBatch, ofDefault]);
  return checked;
}
