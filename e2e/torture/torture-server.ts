/** A PostgreSQL server of the run's own. */
export interface TortureServer {
  url: string;
  restarts: number;
  beginRestarts(): void;
  endRestarts(): Promise<void>;
  stop(): Promise<void>;
}

export async function startTortureServer(): Promise<TortureServer> {
  throw new Error("No server yet");
}
