/** How much of each thing is taken at a time before more is refused with 503 `overloaded`. */
export interface OverloadLimits {
  /** Requests that are being answered. */
  requests: number;
  /** Files that are being received: each may take some 50 MB to know a million ids apart. */
  uploads: number;
  /** Items that have been accepted and are not done. */
  waitingItems: number;
  /** Bytes of the disk that are left to the database and never written to as artifacts. */
  freeBytes: number;
}

/** Bodies above 64 KiB that are held in memory at a time, in bytes: parsed, they take some times that. */
export const BODY_ROOM_BYTES = 64 * 1024 ** 2;
/** Pages of results that are read at a time: each may come to 8 MiB. */
export const RESULT_PAGES_AT_ONCE = 8;
/** Lanes that are asked by hand at a time, and how many may wait for it: each call may last as long as its lane's deadline. */
export const LANE_CHECKS = { concurrent: 4, waiting: 32 };
/** Files that are read anew at a time because the lanes are others than at their upload, and how many may wait for it. */
export const FILE_READS = { concurrent: 1, waiting: 32 };
/** Files and artifacts that are being downloaded. */
export const DOWNLOADS_AT_ONCE = 256;

export const DEFAULT_OVERLOAD_LIMITS: OverloadLimits = {
  requests: 500,
  uploads: 16,
  waitingItems: 10_000_000,
  freeBytes: 256 * 1024 ** 2,
};
