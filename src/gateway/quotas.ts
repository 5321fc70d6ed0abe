/** How much one org may hold at a time; 0 is no bound. */
export interface Quotas {
  /** Batches and runs that have not ended. */
  openBatches: number;
  /** Bytes of its input files, those of inline items included. */
  storedBytes: number;
}

/** What there is unless it is set. */
export const NO_QUOTAS: Quotas = { openBatches: 0, storedBytes: 0 };
