import type { StepId } from "./play-steps.ts";
import { begin, createKey, readMail, register, verify } from "./scenes/account-scenes.ts";
import { readAnswer, runAgent } from "./scenes/agent-scenes.ts";
import { readBill, readResults, receive, watch } from "./scenes/outcome-scenes.ts";
import type { Scene, SceneEnd } from "./scenes/scene.ts";
import { lockQuote, openInbox, submit, upload } from "./scenes/submit-scenes.ts";

/** What each scene does; the last one is the player's own. */
export const STEP_ACTIONS: Record<Exclude<StepId, "end">, (scene: Scene) => Promise<SceneEnd>> = {
  begin,
  register,
  mail: readMail,
  verify,
  key: createKey,
  inbox: openInbox,
  upload,
  quote: lockQuote,
  submit,
  run: watch,
  delivery: receive,
  results: readResults,
  bill: readBill,
  agent: runAgent,
  answer: readAnswer,
};
