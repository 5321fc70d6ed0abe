import { contract } from "#contract/index.ts";
import { useMemo } from "react";
import { WirePanel } from "../../../layout/wire-panel.tsx";
import { repairedInput } from "./repair-edits.ts";
import type { Repair } from "./use-repair.ts";
import type { Resubmission } from "./use-resubmission.ts";

interface Props {
  repair: Repair;
  resubmission: Resubmission;
}

/** The next call of the three: upload the lines, lock their quote, submit them. */
export function RepairWire({ repair, resubmission }: Props) {
  const { edits, lines } = repair;
  const input = useMemo(() => repairedInput(edits, lines), [edits, lines]);
  const { body, quoteBody, filename, idempotencyKey } = resubmission;
  if (body !== undefined) {
    return (
      <WirePanel
        key="submit"
        endpoint={contract.batches.create}
        input={{ body }}
        idempotencyKey={idempotencyKey}
        note="parent_batch_id links the two. Sent again with the same key it gives the same batch again."
      />
    );
  }
  if (quoteBody !== undefined) {
    return (
      <WirePanel
        key="quote"
        endpoint={contract.quotes.createForModel}
        input={{ body: quoteBody }}
        note="The quote reads the uploaded lines themselves, so its ceiling is for exactly this work."
      />
    );
  }
  return (
    <WirePanel
      key="upload"
      endpoint={contract.files.upload}
      input={{ query: { filename }, body: input }}
      note="The repaired lines go up as a file of their own; what was not touched goes byte for byte."
    />
  );
}
