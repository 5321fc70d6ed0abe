import type { FileJudging, Judgement, JudgingProgress } from "./file-judge.ts";

/** What a thread is told of one of its files. */
export type JudgeOrder = { file: number } & (
  | { do: "begin"; judging: FileJudging }
  | { do: "push"; piece: Uint8Array }
  | { do: "end" }
  | { do: "drop" }
);

/** What it answers: to every piece how far it is, to an end the judgement. */
export type JudgeReply = { file: number } & (
  | { progress: JudgingProgress }
  | { judgement: Judgement }
  | { failure: string }
);
