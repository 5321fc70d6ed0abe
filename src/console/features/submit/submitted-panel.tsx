import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { paths } from "../../paths.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { SecretField } from "../../ui/secret-field.tsx";

interface Props {
  batchId: string;
  url: string;
  secret: string;
}

/** Stops once on the way to the batch, because the signing secret that was made is shown only now. */
export function SubmittedPanel({ batchId, url, secret }: Props) {
  const navigate = useNavigate();
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => panel.current?.focus(), []);
  return (
    <div ref={panel} tabIndex={-1} role="group" aria-label="The batch is submitted">
      <Callout
        tone="done"
        title="The batch is submitted. Take its signing secret before you go on"
        actions={
          <Button variant="primary" onClick={() => void navigate(paths.batch(batchId))}>
            Open the batch
          </Button>
        }
      >
        <MonoId id={batchId} what="batch id" />
        <p className="mt-1">
          Deliveries to <code className="break-all">{url}</code> are signed with it. The gateway
          does not show it again; this tab keeps it for the signature check until it closes.
        </p>
        <SecretField
          className="mt-3 max-w-xl"
          label="Webhook signing secret"
          secret={secret}
          prefixLength={6}
        />
      </Callout>
    </div>
  );
}
