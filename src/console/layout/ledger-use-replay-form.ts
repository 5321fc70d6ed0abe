import type { Exchange } from "#contract/client.ts";
import { useState } from "react";
import type { RecordedCall } from "./exchange-call.ts";
import {
  type KeyChoice,
  keyChoices,
  replayForm,
  replayRequest,
  usualKeyChoice,
} from "./ledger-replay-request.ts";
import { useReplay } from "./ledger-use-replay.ts";

/** 128 random bits; `randomUUID` is missing where the page is not served securely. */
function newReplayKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `replay-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** What is typed of a replay, what is in its way, and the sending of it. */
export function useReplayForm(exchange: Exchange, call: RecordedCall) {
  const { endpoint } = call;
  const isUpload = call.bodyState === "upload";
  const [original] = useState(() => replayForm(call));
  const [form, setForm] = useState(original);
  const [file, setFile] = useState<File>();
  const [chosenKey, chooseKey] = useState<KeyChoice>();
  const [freshKey, setFreshKey] = useState(newReplayKey);
  const [hasTried, setTried] = useState(false);
  const replay = useReplay(endpoint, exchange.number);

  const isEdited = isUpload || JSON.stringify(form) !== JSON.stringify(original);
  const choices = keyChoices(endpoint, exchange.idempotency_key);
  const keyChoice = chosenKey ?? usualKeyChoice(choices, isEdited);
  const { request, problems: found } = replayRequest(form);
  const problems: Readonly<Record<string, string>> =
    isUpload && file === undefined ? { ...found, file: "Choose the file to send" } : found;

  return {
    form,
    setForm,
    file,
    setFile,
    choices,
    keyChoice,
    chooseKey,
    isEdited,
    isUpload,
    isPending: replay.isPending,
    undo: () => setForm(original),
    /** What is wrong with a field: secrets that were replaced at once, since nothing works without them; the rest once tried. */
    problemOf(field: string): string | undefined {
      const problem = problems[field];
      return hasTried || problem?.includes("keeps no secrets") === true ? problem : undefined;
    },
    /** Whether it can be sent; from now on each field says what is wrong with it. */
    isReady(): boolean {
      setTried(true);
      return Object.keys(problems).length === 0;
    },
    send(): void {
      const keys = { same: exchange.idempotency_key ?? undefined, new: freshKey, none: undefined };
      replay.mutate({ request, file, idempotencyKey: keys[keyChoice] });
      // The next one is new work again, unless its key is asked for by name.
      setFreshKey(newReplayKey());
    },
  };
}
