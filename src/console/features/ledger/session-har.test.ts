import * as z from "zod/mini";
import { expect, test } from "vitest";
import { testExchange } from "../../layout/exchange-testing.ts";
import { sessionHar } from "./session-har.ts";
import { sessionJsonl } from "./session-jsonl.ts";
import { LOCAL, testSession } from "./session-testing.ts";

const pairs = z.array(z.strictObject({ name: z.string(), value: z.string() }));
const text = z.string();
const size = z.number();
const optionalText = z.optional(text);

/** What HTTP Archive 1.2 asks for, no more and no less than is written here. */
const Har = z.strictObject({
  log: z.strictObject({
    version: z.literal("1.2"),
    creator: z.strictObject({ name: text, version: text }),
    comment: text,
    pages: z.array(z.unknown()),
    entries: z.array(
      z.strictObject({
        startedDateTime: z.iso.datetime(),
        time: size,
        request: z.strictObject({
          method: text,
          url: z.url(),
          httpVersion: text,
          cookies: pairs,
          headers: pairs,
          queryString: pairs,
          postData: z.optional(z.strictObject({ mimeType: text, text, comment: optionalText })),
          headersSize: size,
          bodySize: size,
        }),
        response: z.strictObject({
          status: size,
          statusText: text,
          httpVersion: text,
          cookies: pairs,
          headers: pairs,
          content: z.strictObject({ size, mimeType: text, text: optionalText }),
          redirectURL: text,
          headersSize: size,
          bodySize: size,
        }),
        cache: z.strictObject({}),
        timings: z.strictObject({
          blocked: size,
          dns: size,
          connect: size,
          send: size,
          wait: size,
          receive: size,
          ssl: size,
        }),
        comment: text,
      }),
    ),
  }),
});

const unusual = [
  testExchange({ number: 20, status: null, failure: "network" }),
  testExchange({
    number: 21,
    endpoint: "files.upload",
    method: "POST",
    path: "/v1/files?filename=a.jsonl",
    request_body: "(9 bytes)",
  }),
];

test("the archive is HAR 1.2, with an entry for each call, whatever became of it", () => {
  const har = Har.parse(JSON.parse(sessionHar([...testSession(), ...unusual], LOCAL).text));
  expect(har.log.entries).toHaveLength(11);
  const [silent, upload] = har.log.entries.slice(-2);
  expect(silent?.response.status).toBe(0);
  expect(upload?.request.queryString).toEqual([{ name: "filename", value: "a.jsonl" }]);
  expect(upload?.request.postData?.comment).toContain("not kept");
});

test("a call's parts of time add up to its whole", () => {
  const har = Har.parse(JSON.parse(sessionHar(testSession(), LOCAL).text));
  for (const { time, timings } of har.log.entries)
    expect(timings.send + timings.wait + timings.receive).toBe(time);
});

test("archive and lines name the environment in their file name and in their first line", () => {
  const session = { calls: testSession(), replays: new Map([[2, 1]]) };
  for (const file of [sessionHar(session.calls, LOCAL), sessionJsonl(session, LOCAL)]) {
    expect(file.name).toMatch(/^batchrouter-local-2026-11-25T01-12-04Z\.(har|jsonl)$/);
    expect(file.text.split("\n")[0]).toContain("environment Local (http://127.0.0.1:8787)");
  }
});

test("the lines are JSON each, and a replay names what it repeats", () => {
  const { text: lines } = sessionJsonl({ calls: testSession(), replays: new Map([[2, 1]]) }, LOCAL);
  const parsed = lines
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(parsed).toHaveLength(10);
  expect(parsed.map((line) => line.replay_of)).toEqual([
    undefined,
    null,
    1,
    ...Array(7).fill(null),
  ]);
});
