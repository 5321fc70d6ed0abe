interface Waiting {
  callbacks: Set<() => void>;
  stop: () => void;
}

const waitingFor = new WeakMap<AbortSignal, Waiting>();

/**
 * Calls back when the signal aborts, those that asked first first; gives the function that takes it back. However many wait for
 * one signal, it has one listener: adding and removing one takes Node as long as a call to a quick lane takes us.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const waiting = waitingFor.get(signal) ?? listenTo(signal);
  const { callbacks } = waiting;
  callbacks.add(callback);
  return () => {
    if (callbacks.delete(callback) && callbacks.size === 0) waiting.stop();
  };
}

function listenTo(signal: AbortSignal): Waiting {
  const callbacks = new Set<() => void>();
  const abort = (): void => {
    waitingFor.delete(signal);
    for (const callback of callbacks) callback();
  };
  const stop = (): void => {
    waitingFor.delete(signal);
    signal.removeEventListener("abort", abort);
  };
  const waiting = { callbacks, stop };
  waitingFor.set(signal, waiting);
  signal.addEventListener("abort", abort, { once: true });
  return waiting;
}
