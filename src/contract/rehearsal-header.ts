/** Says the gateway's time on every answer while a rehearsal is on; absent otherwise. */
export const REHEARSAL_NOW_HEADER = "x-batchrouter-rehearsal-now";
