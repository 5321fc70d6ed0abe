import { type Endpoint, endpointName } from "#contract/endpoint.ts";
import type { EndpointName } from "#contract/index.ts";
import { useSyncExternalStore } from "react";
import type { Environment } from "./environment.ts";

/** What costs money, or cannot be taken back. */
const GUARDED: ReadonlySet<string> = new Set<EndpointName>([
  "apiKeys.revoke",
  "apiKeys.rotate",
  "batches.create",
  "batches.cancel",
  "files.delete",
  "local.addCredits",
  "local.checkLane",
  "webhooks.delete",
  "webhooks.rotateSecret",
  "webhooks.redeliverFailed",
  "workflows.createAgentRun",
]);

/** A call of a live environment that waits for a person's word. */
export interface LiveQuestion {
  environment: Environment;
  endpoint: Endpoint;
  answer: (isConfirmed: boolean) => void;
}

/** Thrown where the word was not given: nothing was sent. */
class NotConfirmed extends Error {
  override readonly name = "NotConfirmed";
  constructor(environment: Environment) {
    super(`Nothing was sent: it was not confirmed for ${environment.name}.`);
  }
}

let open: LiveQuestion | undefined;
const listeners = new Set<() => void>();

function show(question: LiveQuestion | undefined): void {
  open = question;
  for (const listener of listeners) listener();
}

/** Whether a call has to be confirmed by the environment's name before it is sent. */
export function needsConfirmation(environment: Environment, endpoint: Endpoint): boolean {
  return environment.isLive && GUARDED.has(endpointName(endpoint));
}

/** Waits for a person's word where a call needs one; throws `NotConfirmed` when it is not given. */
export async function confirmLive(environment: Environment, endpoint: Endpoint): Promise<void> {
  if (!needsConfirmation(environment, endpoint)) return;
  open?.answer(false);
  const isConfirmed = await new Promise<boolean>((answer) => {
    show({ environment, endpoint, answer });
  });
  show(undefined);
  if (!isConfirmed) throw new NotConfirmed(environment);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The question that is open, kept up to date. */
export function useLiveQuestion(): LiveQuestion | undefined {
  return useSyncExternalStore(subscribe, () => open);
}
