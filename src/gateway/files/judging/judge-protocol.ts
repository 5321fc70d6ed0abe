import type { FileJudging, Judgement, JudgedPiece } from "./file-judge.ts";

/** Bytes in memory that one thread has at a time. */
type HandedOver = Uint8Array<ArrayBuffer>;

/** What a thread is told of one of its files. */
export type JudgeOrder = { file: number } & (
  | { do: "begin"; judging: FileJudging }
  | { do: "push"; piece: HandedOver }
  | { do: "end" }
  | { do: "drop" }
);

/** What it answers: every piece comes back with how far the file is, and an end brings the judgement. */
export type JudgeReply = { file: number } & (
  | { judged: JudgedPiece & { piece: HandedOver } }
  | { judgement: Judgement }
  | { failure: string }
);
