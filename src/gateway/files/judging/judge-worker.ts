/** A thread that judges files: several at a time, their pieces in the order in which they come. */
import { parentPort } from "node:worker_threads";
import { type BytesJudge, createBytesJudge } from "./file-judge.ts";
import type { JudgeOrder, JudgeReply } from "./judge-protocol.ts";

if (!parentPort) throw new Error("judge-worker.ts runs as a worker thread only.");
const port = parentPort;
const judges = new Map<number, BytesJudge>();

/** Nothing is answered to a beginning, and to what was on its way when its file was dropped. */
function answer(order: JudgeOrder): JudgeReply | undefined {
  const { file } = order;
  const judge = judges.get(file);
  switch (order.do) {
    case "begin":
      judges.set(file, createBytesJudge(order.judging));
      return undefined;
    case "push":
      return judge && { file, judged: { piece: order.piece, ...judge.push(order.piece) } };
    case "end":
      return judge && { file, judgement: judge.end() };
    case "drop":
      judges.delete(file);
      return undefined;
  }
}

function answerOrFailure(order: JudgeOrder): JudgeReply | undefined {
  try {
    return answer(order);
  } catch (error) {
    judges.delete(order.file);
    return { file: order.file, failure: String(error) };
  }
}

port.on("message", (order: JudgeOrder) => {
  const reply = answerOrFailure(order);
  // A piece goes back as it came, without being copied.
  const transfer = reply !== undefined && "judged" in reply ? [reply.judged.piece.buffer] : [];
  if (reply !== undefined) port.postMessage(reply, transfer);
});
