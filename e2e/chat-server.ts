import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that speaks OpenAI's chat completions, as far as one call goes. */
export interface ChatServer {
  /** Where its API begins. */
  base_url: string;
  close(): Promise<void>;
}

/** Starts one on loopback that answers whoever has the key with `text`, and everybody else with 401. */
export async function startChatServer(key: string, text: string): Promise<ChatServer> {
  const server = createServer((request, response) => {
    const isKnown = request.headers.authorization === `Bearer ${key}`;
    const answer = isKnown
      ? answerOf(text)
      : { error: { message: "No such key.", code: "invalid_api_key" } };
    request.resume();
    response
      .writeHead(isKnown ? 200 : 401, { "content-type": "application/json" })
      .end(JSON.stringify(answer));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a path
  return {
    base_url: `http://127.0.0.1:${port}/v1`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answerOf(text: string) {
  return {
    id: "chatcmpl-e2e",
    object: "chat.completion",
    created: 1_764_504_000,
    model: "upstream-mini",
    choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
    usage: { prompt_tokens: 13, completion_tokens: 1, total_tokens: 14 },
  };
}
