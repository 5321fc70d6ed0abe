import type { Exchange } from "#contract/client.ts";
import { endpointName } from "#contract/index.ts";
import { type FormEvent, useState } from "react";
import { useApi } from "../api/api-provider.tsx";
import { useLedger } from "../api/ledger.ts";
import { Button } from "../ui/button.tsx";
import { Callout } from "../ui/callout.tsx";
import { FileDrop } from "../ui/file-drop.tsx";
import { TextArea } from "../ui/text-area.tsx";
import { TextField } from "../ui/text-field.tsx";
import { answerJson, hiddenPaths, type RecordedCall } from "./exchange-call.ts";
import { ExchangeView } from "./exchange-view.tsx";
import { LedgerReplayKey } from "./ledger-replay-key.tsx";
import {
  type KeyChoice,
  keyChoices,
  replayForm,
  replayRequest,
  usualKeyChoice,
} from "./ledger-replay-request.ts";
import { LedgerReplayQuestion } from "./ledger-replay-question.tsx";
import { useReplay } from "./ledger-use-replay.ts";

interface Props {
  exchange: Exchange;
  call: RecordedCall;
  onOpen: (number: number) => void;
}

/** A kept call in editable fields, sent again as a call of its own; what changes something is asked about first. */
export function LedgerReplay({ exchange, call, onOpen }: Props) {
  const { endpoint } = call;
  const isUpload = call.bodyState === "upload";
  const [original] = useState(() => replayForm(call));
  const [form, setForm] = useState(original);
  const [file, setFile] = useState<File>();
  const [chosenKey, setChosenKey] = useState<KeyChoice>();
  const [freshKey, setFreshKey] = useState<string>(() => crypto.randomUUID());
  const [hasTried, setTried] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const replay = useReplay(endpoint, exchange.number);

  const isEdited = JSON.stringify(form) !== JSON.stringify(original) || isUpload;
  const choices = keyChoices(endpoint, exchange.idempotency_key);
  const keyChoice = chosenKey ?? usualKeyChoice(choices, isEdited);
  const { request, problems } = replayRequest(form);
  const fileProblem = isUpload && file === undefined ? "Choose the file to send" : undefined;
  const isBlocked = Object.keys(problems).length > 0 || fileProblem !== undefined;
  const shownProblem = (field: string) =>
    // What was replaced is named at once: nobody has done anything wrong yet, and nothing works without it.
    hasTried || problems[field]?.includes("keeps no secrets") === true
      ? problems[field]
      : undefined;

  function send(): void {
    setAsking(false);
    const key = { same: exchange.idempotency_key ?? undefined, new: freshKey, none: undefined };
    replay.mutate({ request, file, idempotencyKey: key[keyChoice] });
    // The next one is new work again, unless its key is asked for by name.
    setFreshKey(crypto.randomUUID());
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (isBlocked) return;
    if (endpoint.method === "GET") send();
    else setAsking(true);
  }

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <CallFields
        label="Path"
        part="params"
        fields={form.params}
        problemOf={shownProblem}
        onChange={(params) => setForm({ ...form, params })}
      />
      <CallFields
        label="Query"
        part="query"
        fields={form.query}
        problemOf={shownProblem}
        onChange={(query) => setForm({ ...form, query })}
      />
      {form.body === undefined ? null : (
        <TextArea
          mono
          label="JSON body"
          rows={Math.min(18, Math.max(4, form.body.split("\n").length))}
          value={form.body}
          error={shownProblem("body")}
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
          label={file?.name ?? "The file to send"}
          hint="The ledger keeps that a file was sent, not the file."
          error={hasTried ? fileProblem : undefined}
          onFiles={([chosen]) => setFile(chosen)}
        />
      ) : null}
      <LedgerReplayKey
        choices={choices}
        choice={keyChoice}
        recordedKey={exchange.idempotency_key}
        isEdited={isEdited}
        onChoose={setChosenKey}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" loading={replay.isPending} loadingLabel="Sending">
          {endpoint.method === "GET" ? "Send again" : "Send again…"}
        </Button>
        {isEdited && !isUpload ? (
          <Button variant="quiet" onClick={() => setForm(original)}>
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
      <Outcome number={exchange.number} name={endpointName(endpoint)} onOpen={onOpen} />
    </form>
  );
}

interface CallFieldsProps {
  label: string;
  part: "params" | "query";
  fields: Readonly<Record<string, string>>;
  problemOf: (field: string) => string | undefined;
  onChange: (fields: Record<string, string>) => void;
}

function CallFields({ label, part, fields, problemOf, onChange }: CallFieldsProps) {
  const names = Object.keys(fields);
  if (names.length === 0) return null;
  return (
    <fieldset className="grid gap-3 sm:grid-cols-2">
      <legend className="mb-1.5 text-sm font-semibold">{label}</legend>
      {names.map((name) => (
        <TextField
          key={name}
          mono
          label={name}
          value={fields[name] ?? ""}
          error={problemOf(`${part}.${name}`)}
          placeholder={part === "query" ? "not sent" : undefined}
          spellCheck={false}
          autoComplete="off"
          className={part === "params" ? "sm:col-span-2" : undefined}
          onChange={({ target }) => onChange({ ...fields, [name]: target.value })}
        />
      ))}
    </fieldset>
  );
}

/** The newest replay of a call, as it went over the wire. */
function Outcome({
  number,
  name,
  onOpen,
}: {
  number: number;
  name: string;
  onOpen: (number: number) => void;
}) {
  const { environment } = useApi();
  const { calls, replays } = useLedger(environment.id);
  const newest = calls.findLast((call) => replays.get(call.number) === number);
  if (newest === undefined) return null;
  const isRepeated = newest.response_headers["idempotent-replayed"] === "true";
  return (
    <section
      aria-label="The newest replay"
      className="flex flex-col gap-3 border-t border-line pt-4"
    >
      <div className="flex flex-wrap items-center gap-3 text-sm">
        <h3 className="font-semibold">Sent as #{newest.number}</h3>
        <span className="text-muted">{name}</span>
        <Button size="small" className="ml-auto" onClick={() => onOpen(newest.number)}>
          Open #{newest.number}
        </Button>
      </div>
      {isRepeated ? (
        <Callout title="The first answer again">
          The gateway knew the Idempotency-Key and the payload: it did nothing new and says so with
          Idempotent-Replayed.
        </Callout>
      ) : null}
      <ExchangeView exchange={newest} />
    </section>
  );
}
