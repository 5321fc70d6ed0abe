import type { InboxReceipt } from "#contract/local.ts";
import { SIGNATURE_HEADER } from "#contract/webhook-events.ts";
import { useMemo, useState } from "react";
import { Callout } from "../../ui/callout.tsx";
import { SectionHeading } from "../../ui/headings.tsx";
import { SecretChooser } from "./secret-chooser.tsx";
import { SchemePanel } from "./scheme-panel.tsx";
import { tamper, type Tampering } from "./tampering.ts";
import { TamperSwitches } from "./tamper-switches.tsx";
import { verificationInput, type KnownSecret } from "./known-secrets.ts";
import { useVerdicts } from "./use-verdicts.ts";

interface SignatureBenchProps {
  receipt: InboxReceipt;
  known: KnownSecret | undefined;
}

/** The signature of a receipt checked by both schemes, and the same on a copy that one may break. */
export function SignatureBench({ receipt, known }: SignatureBenchProps) {
  /** Typed here, and kept in this field alone. */
  const [pasted, setPasted] = useState("");
  const [ways, setWays] = useState<ReadonlySet<Tampering>>(new Set());
  const secret = pasted === "" ? known?.secret : pasted;
  const checked = useMemo(
    () => (secret === undefined ? undefined : tamper(verificationInput(secret, receipt), ways)),
    [secret, receipt, ways],
  );
  const verdicts = useVerdicts(checked);
  const isTampered = ways.size > 0;
  return (
    <div>
      <SectionHeading level={3} title="Signature" note="checked in this page, as of its arrival" />
      <SecretChooser known={known} pasted={pasted} onPaste={setPasted} />
      {checked === undefined || verdicts === undefined ? null : (
        <>
          <TamperSwitches ways={ways} onChange={setWays} />
          {isTampered ? (
            <Callout tone="attention" className="mb-3" title="Tampered copy">
              What arrived is unchanged. This is what a careful receiver would see of the copy.
            </Callout>
          ) : null}
          <div className="flex flex-col gap-3">
            <SchemePanel
              title={SIGNATURE_HEADER}
              note="hex HMAC-SHA256 of the body"
              verdict={verdicts.hex}
              changedAt={checked.changed_at}
              bodyOffset={0}
            />
            <SchemePanel
              title="Standard Webhooks"
              note="HMAC-SHA256 of id.timestamp.body"
              verdict={verdicts.standard}
              changedAt={checked.changed_at}
              bodyOffset={(verdicts.standard.signed_content?.length ?? 0) - checked.body.length}
            />
          </div>
        </>
      )}
    </div>
  );
}
