/** Resolves in a task of its own: until then the browser does what else waits. No timer, which a hidden tab holds back. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const arrive = (): void => {
      port1.close();
      resolve();
    };
    port1.addEventListener("message", arrive, { once: true });
    port1.start();
    port2.postMessage(null);
  });
}
