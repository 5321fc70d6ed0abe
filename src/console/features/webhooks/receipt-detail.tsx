import { formatBytes } from "../../format/bytes.ts";
import { ExactTime } from "../../ui/exact-time.tsx";
import { SectionHeading } from "../../ui/headings.tsx";
import { JsonView } from "../../ui/json-view.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { KeyValueList } from "../../ui/key-value-list.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { EventOwnerLink } from "./event-owner-link.tsx";
import type { ReceiptView } from "./receipts.ts";
import { SignatureBench } from "./signature-bench.tsx";
import type { KnownSecret } from "./known-secrets.ts";

interface ReceiptDetailProps {
  view: ReceiptView;
  known: KnownSecret | undefined;
}

/** One receipt whole: what it is about, its signature checked, its body and headers as they came. */
export function ReceiptDetail({ view: { receipt, event }, known }: ReceiptDetailProps) {
  const sizeBytes = new TextEncoder().encode(receipt.body).length;
  return (
    <div className="flex flex-col gap-6">
      <KeyValueList
        items={[
          ...(event === null
            ? []
            : [
                { key: "Event", value: <MonoId id={event.id} what="event id" /> },
                {
                  key: "About",
                  value: <EventOwnerLink batch_id={event.batch_id} run_id={event.run_id} />,
                },
              ]),
          { key: "Arrived", value: <ExactTime at={receipt.received_at} /> },
        ]}
      />
      <SignatureBench receipt={receipt} known={known} />
      <div>
        <SectionHeading
          level={3}
          title="Body"
          note={`${formatBytes(sizeBytes)}, laid out for reading`}
        />
        <JsonView
          wrap
          isSource
          className="max-h-128"
          label="received body"
          value={receipt.body}
          fileName="webhook-body.json"
        />
      </div>
      <Disclosure title="Headers" aside={String(Object.keys(receipt.headers).length)}>
        <CodeBlock
          wrap
          label="received headers"
          code={Object.entries(receipt.headers)
            .map(([name, value]) => `${name}: ${value}`)
            .join("\n")}
        />
      </Disclosure>
    </div>
  );
}
