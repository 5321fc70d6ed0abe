import type { EndpointInput } from "#contract/endpoint.ts";
import { contract } from "#contract/index.ts";
import { WirePanel } from "../../layout/wire-panel.tsx";
import { shownBody, type BatchBody } from "./batch-form.ts";
import type { LocalInput } from "./local-input.ts";

interface Props {
  part: "input" | "quote" | "submit";
  input: LocalInput | undefined;
  quoteBody: NonNullable<EndpointInput<typeof contract.quotes.createForModel>["body"]> | undefined;
  batchBody: BatchBody | undefined;
  idempotencyKey: string;
}

const NO_BYTES = new Blob();

/** The call of the part that is open. */
export function SubmitWire({ part, input, quoteBody, batchBody, idempotencyKey }: Props) {
  if (part === "quote" && quoteBody !== undefined) {
    return (
      <WirePanel
        key="quote"
        endpoint={contract.quotes.createForModel}
        input={{ body: quoteBody }}
      />
    );
  }
  if (part === "submit" && batchBody !== undefined) {
    return (
      <WirePanel
        key="submit"
        endpoint={contract.batches.create}
        input={{ body: shownBody(batchBody) }}
        idempotencyKey={idempotencyKey}
        note="Sent again with the same key it gives the same batch again, marked Idempotent-Replayed."
      />
    );
  }
  return (
    <WirePanel
      key="upload"
      endpoint={contract.files.upload}
      input={{
        query: input === undefined ? {} : { filename: input.filename },
        body: input?.blob ?? NO_BYTES,
      }}
      note="The bytes go as they are, streamed. The gateway runs the same check again as they arrive."
    />
  );
}
