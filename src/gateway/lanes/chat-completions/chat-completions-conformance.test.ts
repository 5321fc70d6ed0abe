import { afterAll, beforeAll } from "vitest";
import {
  describeLaneConformance,
  type ConformanceScene,
  type FaultScenes,
} from "../lane-conformance.ts";
import {
  answering,
  type Behaviour,
  type FaultServer,
  endlessScene,
  serverScenes,
  startFaultServer,
} from "../provider/test-fault-server.ts";
import { connectionTo, providerLane, testAccess } from "../provider/test-provider-lane.ts";
import { requestOf } from "../sandbox/test-sandbox.ts";
import { createChatCompletionsLane } from "./chat-completions-lane.ts";
import { chatAnswer } from "./test-chat-answer.ts";

let server: FaultServer;
beforeAll(async () => {
  server = await startFaultServer();
});
afterAll(() => server.close());

const access = testAccess();

function scene(behaviour: Behaviour, timeout_ms = 10_000): ConformanceScene {
  server.behave(behaviour);
  const connection = connectionTo(`${server.url}/v1`, { timeout_ms });
  const lane = createChatCompletionsLane(providerLane("chat-completions"), connection, access);
  return { lane, request: requestOf("Say hello.") };
}

const answered = (body: object) => (): ConformanceScene => ({
  ...scene(answering(200, body)),
  body,
});

const scenes: FaultScenes = {
  ...serverScenes(access.now(), scene),
  "a plain answer": answered(chatAnswer({})),
  "a refusal": answered(
    chatAnswer({ message: { content: null, refusal: "I cannot help with that." } }),
  ),
  "a content filter": answered(
    chatAnswer({ message: { content: "Once" }, finish_reason: "content_filter" }),
  ),
  "a stop at length": answered(
    chatAnswer({ message: { content: "Once" }, finish_reason: "length" }),
  ),
  "an empty answer": answered(chatAnswer({ message: { content: "" } })),
  "an answer without usage": answered(chatAnswer({ usage: undefined })),
  "a huge answer": answered(chatAnswer({ message: { content: "word ".repeat(1_000_000) } })),
  "no end": () => endlessScene(scene),
};

describeLaneConformance("chat-completions", scenes);
