/** What a part of the trust run is asked for, as the command line says it. */
export interface TrustOptions {
  /** What every random choice of the part follows from. */
  seed: number;
  /** The form for the test line: some seconds a part. */
  isShort: boolean;
  /** The entry of the gateway's bundle, for `node`. */
  gatewayMain: string;
}

/** A row of the table: everything that was tried ended in one of the other three. */
export interface TrustRow {
  what: string;
  tried: number;
  /** Turned away by the error that the contract declares for it. */
  refused: number;
  /** Taken, and as it should be to the last byte. */
  survived: number;
  /** A sentence for each that was neither: what was sent, what came, what should have come. */
  lost: readonly string[];
}

/** A part: runs to its end, leaves no process behind, and reports rather than throws what does not hold. */
export type TrustPart = (options: TrustOptions) => Promise<readonly TrustRow[]>;
