import { Callout } from "../ui/callout.tsx";
import { RadioCards } from "../ui/radio-cards.tsx";
import type { KeyChoice } from "./ledger-replay-request.ts";

interface Props {
  choices: readonly KeyChoice[];
  choice: KeyChoice;
  recordedKey: string | null;
  isEdited: boolean;
  onChoose: (choice: KeyChoice) => void;
}

/** Under which `Idempotency-Key` a replay goes, and what follows from it; nothing where calls carry none. */
export function LedgerReplayKey({ choices, choice, recordedKey, isEdited, onChoose }: Props) {
  if (choices.length === 0) return null;
  const cards = {
    same: {
      label: "The same key",
      description: (
        <>
          <code className="font-mono text-xs break-all">{recordedKey}</code>: the first answer comes
          again, nothing new is done.
        </>
      ),
    },
    new: { label: "A fresh key", description: "New work, safe to send twice." },
    none: { label: "No key", description: "New work each time it is sent." },
  };
  return (
    <div className="flex flex-col gap-2">
      <RadioCards
        label="Idempotency-Key"
        options={choices.map((value) => ({ value, ...cards[value] }))}
        value={choice}
        onChange={onChoose}
      />
      {isEdited && choice === "same" ? (
        <Callout tone="attention" title="This key belongs to the payload as it was">
          Another payload under it is answered with 409 idempotency_key_reused.
        </Callout>
      ) : null}
    </div>
  );
}
