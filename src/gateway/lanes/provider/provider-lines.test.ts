import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { askProvider, type ProviderRequest } from "./ask-provider.ts";
import { failureOfHandling } from "./ask-for-record.ts";
import type { LaneConnection } from "./lane-connection.ts";
import { formBody } from "./provider-body.ts";
import { linesOfProvider } from "./provider-lines.ts";
import { answering, type FaultServer, startFaultServer } from "./test-fault-server.ts";
import { connectionTo, testAccess, TEST_KEY } from "./test-provider-lane.ts";

let server: FaultServer;
beforeEach(async () => {
  server = await startFaultServer();
});
afterEach(() => server.close());

const access = testAccess();
const { signal } = new AbortController();
const GET: ProviderRequest = { method: "GET", path: "/lines" };

function lines(change: Partial<LaneConnection> = {}) {
  const connection = connectionTo(server.url, change);
  return linesOfProvider(access, connection, GET, signal, (reply) =>
    failureOfHandling(reply, connection, access.now()),
  );
}

async function collected(change: Partial<LaneConnection> = {}): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines(change)) all.push(line);
  return all;
}

describe("the lines of a file", () => {
  test("are whole however they were cut on the way; blank ones and those that are no UTF-8 are passed over", async () => {
    server.behave((response) => {
      response.write('{"a":"');
      response.write(Buffer.from([0xc5]));
      response.write(Buffer.from([0xbc]));
      response.write('"}\r\n\n{"b');
      response.write(Buffer.from([0xff]));
      response.end('":1}\n{"c":2}');
    });
    expect(await collected()).toEqual(['{"a":"ż"}', '{"c":2}']);
  });

  test("may take longer than the deadline, which is for silence, and be taken slower than it", async () => {
    server.behave(async (response) => {
      for (let piece = 0; piece < 5; piece += 1) {
        response.write(`{"piece":${piece}}\n`);
        await sleep(400);
      }
      response.end();
    });
    const taken: string[] = [];
    for await (const line of lines({ timeout_ms: 1_500 })) {
      if (taken.length === 0) await sleep(1_700);
      taken.push(line);
    }
    expect(taken).toHaveLength(5);
  });

  test("that stop coming are a time-out, after those that came", async () => {
    server.behave((response) => void response.write('{"a":1}\n{"b"'));
    const taken: string[] = [];
    const reading = async (): Promise<void> => {
      for await (const line of lines({ timeout_ms: 300 })) taken.push(line);
    };
    await expect(reading()).rejects.toMatchObject({ code: "provider_timeout" });
    expect(taken).toEqual(['{"a":1}']);
  });

  test("that end in half a line are a half answer, though nobody had said how many there would be", async () => {
    const head = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n";
    server.behave((response) => void response.socket?.end(`${head}{"a":1}\n{"b"`));
    await expect(collected()).rejects.toMatchObject({ code: "provider_half_answer" });
  });

  test("are refused by what an answer other than 200 means, with its Retry-After", async () => {
    server.behave(answering(429, {}, { "retry-after": "7" }));
    await expect(collected()).rejects.toMatchObject({
      code: "provider_429",
      retry_after_ms: 7_000,
    });
  });

  test("that nobody wants further close the connection", async () => {
    const isClosed = new Promise<void>((resolve) => {
      server.behave((response) => {
        response.on("close", resolve);
        response.write('{"a":1}\n{"b":2}\n');
      });
    });
    for await (const line of lines()) {
      expect(line).toBe('{"a":1}');
      break;
    }
    await isClosed;
  });
});

describe("a request", () => {
  test("may take longer to be read by us than the provider's deadline", async () => {
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("a");
      await sleep(1_700);
      yield Buffer.from("b");
    }
    server.behave(answering(200, {}));
    const file = {
      field: "file",
      filename: "f.jsonl",
      content_type: "text/plain",
      content: slow(),
    };
    const body = formBody({ purpose: "batch" }, { ...file, length: 2 });
    const connection = connectionTo(server.url, { timeout_ms: 1_500 });
    await askProvider(access, connection, { method: "POST", path: "/files", body }, signal);
    expect(server.requests[0]?.body).toContain('filename="f.jsonl"');
    expect(server.requests[0]?.body).toContain("\r\n\r\nab\r\n--");
  });

  test("carries the key in the header that the provider wants, and to the base URL's origin alone", async () => {
    server.behave(answering(200, {}));
    const connection = connectionTo(`${server.url}/v1`, { key_header: "x-api-key" });
    const there: ProviderRequest = { method: "GET", path: `${server.url}/elsewhere?a=b` };
    await askProvider(access, connection, there, signal);
    expect(server.requests[0]).toMatchObject({
      url: "/elsewhere?a=b",
      headers: { "x-api-key": TEST_KEY },
    });
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
    const other = await startFaultServer();
    const away: ProviderRequest = { method: "GET", path: `${other.url}/v1/files` };
    await expect(askProvider(access, connection, away, signal)).rejects.toMatchObject({
      code: "lane_unavailable",
    });
    expect(other.requests).toEqual([]);
    await other.close();
  });
});
