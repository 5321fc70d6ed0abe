import type { Exchange } from "#contract/client.ts";
import { type FormEvent, useState } from "react";
import { Button } from "../ui/button.tsx";
import { FileDrop } from "../ui/file-drop.tsx";
import { TextArea } from "../ui/text-area.tsx";
import { answerJson, hiddenPaths, type RecordedCall } from "./exchange-call.ts";
import { LedgerReplayFields } from "./ledger-replay-fields.tsx";
import { LedgerReplayKey } from "./ledger-replay-key.tsx";
import { LedgerReplayOutcome } from "./ledger-replay-outcome.tsx";
import { LedgerReplayQuestion } from "./ledger-replay-question.tsx";
import { useReplayForm } from "./ledger-use-replay-form.ts";

interface Props {
  exchange: Exchange;
  call: RecordedCall;
  onOpen: (number: number) => void;
}

/** A kept call in editable fields, sent again as a call of its own; what changes something is asked about first. */
export function LedgerReplay({ exchange, call, onOpen }: Props) {
  const { endpoint } = call;
  const replay = useReplayForm(exchange, call);
  const { form, setForm, isEdited, isUpload, problemOf } = replay;
  const [isAsking, setAsking] = useState(false);

  function send(): void {
    setAsking(false);
    replay.send();
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!replay.isReady()) return;
    if (endpoint.method === "GET") send();
    else setAsking(true);
  }

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <LedgerReplayFields
        label="Path"
        part="params"
        fields={form.params}
        problemOf={problemOf}
        onChange={(params) => setForm({ ...form, params })}
      />
      <LedgerReplayFields
        label="Query"
        part="query"
        fields={form.query}
        problemOf={problemOf}
        onChange={(query) => setForm({ ...form, query })}
      />
      {form.body === undefined ? null : (
        <TextArea
          mono
          label="JSON body"
          rows={Math.min(18, Math.max(4, form.body.split("\n").length))}
          value={form.body}
          error={problemOf("body")}
          hint={
            call.bodyState === "cut"
              ? "The body was larger than the ledger keeps; write a new one."
              : undefined
          }
          onChange={({ target }) => setForm({ ...form, body: target.value })}
        />
      )}
      {isUpload ? (
        <FileDrop
          label={replay.file?.name ?? "The file to send"}
          hint="The ledger keeps that a file was sent, not the file."
          error={problemOf("file")}
          onFiles={([chosen]) => replay.setFile(chosen)}
        />
      ) : null}
      <LedgerReplayKey
        choices={replay.choices}
        choice={replay.keyChoice}
        recordedKey={exchange.idempotency_key}
        isEdited={isEdited}
        onChoose={replay.chooseKey}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" loading={replay.isPending} loadingLabel="Sending">
          {endpoint.method === "GET" ? "Send again" : "Send again…"}
        </Button>
        {isEdited && !isUpload ? (
          <Button variant="quiet" onClick={() => replay.undo()}>
            Undo the edits
          </Button>
        ) : null}
      </div>
      <LedgerReplayQuestion
        endpoint={endpoint}
        hiddenInAnswer={hiddenPaths(answerJson(exchange), "answer")}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onSend={send}
      />
      <LedgerReplayOutcome number={exchange.number} onOpen={onOpen} />
    </form>
  );
}
