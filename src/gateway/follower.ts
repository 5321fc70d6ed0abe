/** What reads something again and again. */
export interface Follower {
  start(): void;
  /** Resolves when nothing is being read any more. */
  stop(): Promise<void>;
}

export interface FollowerOptions {
  /** From the end of one reading to the next. */
  everyMs: number;
  read: () => Promise<void>;
  /** Told once for each row of failures. */
  onError: (error: unknown) => void;
}

/** Keeps this process up to date with what others write; a reading that fails leaves what is known and is tried again. */
export function createFollower({ everyMs, read, onError }: FollowerOptions): Follower {
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> = Promise.resolve();
  let isStopped = false;
  let isFailing = false;

  async function readOnce(): Promise<void> {
    try {
      await read();
      isFailing = false;
    } catch (error) {
      if (!isFailing && !isStopped) onError(error);
      isFailing = true;
    }
    schedule();
  }

  function schedule(): void {
    if (isStopped) return;
    timer = setTimeout(() => {
      reading = readOnce();
    }, everyMs);
  }

  return {
    start: schedule,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await reading;
    },
  };
}
