import { describeLaneConformance, type ConformanceScene } from "../lane-conformance.ts";
import { createSandboxLane } from "./sandbox-lane.ts";
import type { SandboxSettings } from "./scenarios.ts";
import { requestOf, settingsOf, steady } from "./test-sandbox.ts";
import { wait } from "./wait.ts";

/** A lane whose next call meets what the sentinel, or the settings, ask for. */
function scene(
  sentinel: string,
  body?: unknown,
  settings: Partial<SandboxSettings> = {},
): () => ConformanceScene {
  const lane = createSandboxLane(steady("lane_openai"), () => settingsOf(settings), wait);
  const request = requestOf(`${sentinel} Say hello.`);
  return () => ({ lane, request, ...(body === undefined ? {} : { body }) });
}

const failing = (code: string): (() => ConformanceScene) => scene(`[[sandbox:fail code=${code}]]`);
const choice = (parts: object): object => ({ choices: [parts] });

describeLaneConformance("sandbox", {
  "429 without Retry-After": failing("provider_429"),
  "429 with Retry-After in seconds": scene("", undefined, { failure_rates: { provider_429: 1 } }),
  // It is no HTTP server: a time to wait is a number, and a connection cannot break.
  "429 with Retry-After as a date": null,
  "500": failing("provider_500"),
  "a connection that is reset": null,
  "silence before the head": failing("provider_timeout"),
  "silence within the body": null,
  "a body that breaks off": failing("provider_half_answer"),
  "a body that is no JSON": failing("provider_broken_json"),
  "JSON that is no answer": null,
  "a page of HTML with 200": null,
  // No sentinel takes a lane down for one item; the scenario `outage` does for all of them.
  "a key that is refused": scene("", undefined, { scenario: "outage" }),
  "a model that is not there": null,
  "an item that breaks the content policy": failing("content_policy"),
  "an item that is too long": failing("context_length"),
  "an item that makes no sense": failing("invalid_input"),
  "a plain answer": scene("", choice({ finish_reason: "stop" })),
  "a refusal": scene("[[sandbox:refuse]]", choice({ message: { content: null } })),
  "a content filter": null,
  "a stop at length": scene("[[sandbox:length]]", choice({ finish_reason: "length" })),
  "an empty answer": scene("[[sandbox:empty]]", choice({ message: { content: "" } })),
  "an answer without usage": null,
  "a huge answer": scene("[[sandbox:size kb=1024]]", choice({ finish_reason: "stop" })),
  "no end": scene("[[sandbox:delay ms=600000]]"),
});
