import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { BatchLane, UpstreamAnswer } from "../batch-lane.ts";
import { LaneFailure } from "../lane.ts";
import { type FaultServer, startFaultServer } from "../provider/test-fault-server.ts";
import { TEST_KEY, testAccess } from "../provider/test-provider-lane.ts";
import { orderOf } from "../provider/test-upstream-order.ts";
import { requestOf } from "../sandbox/test-sandbox.ts";
import { geminiLane } from "./test-gemini-lane.ts";
import { geminiProject, type GeminiProject, response } from "./test-played-gemini.ts";

const BEGUN = testAccess().now();
const { signal } = new AbortController();
const requests = [requestOf("Say one."), requestOf("Say two."), requestOf("Say three.")];

let server: FaultServer;
beforeAll(async () => {
  server = await startFaultServer();
});
afterAll(() => server.close());

let project: GeminiProject;
let lane: BatchLane;
beforeEach(() => {
  project = geminiProject();
  server.behave(project.behaviour);
  server.requests.length = 0;
  lane = geminiLane(server.url);
});

function order(reference = "ref1", confirm?: () => Promise<void>) {
  const stated = { reference, requests, begun_at: BEGUN };
  return orderOf(lane, confirm === undefined ? stated : { ...stated, confirm });
}

async function answersOf(name: string): Promise<UpstreamAnswer[]> {
  const answers: UpstreamAnswer[] = [];
  for await (const answer of lane.answers(name, signal)) answers.push(answer);
  return answers;
}

/** The first and only batch of the project. */
function only() {
  const [batch] = project.batches;
  if (batch === undefined) throw new Error("There is no batch.");
  return batch;
}

const asked = (): string[] => server.requests.map(({ method, url }) => `${method} ${url}`);

describe("handing over", () => {
  test("uploads the lines as one file and makes a batch of it for the model, under the order's reference", async () => {
    const handed = order();
    expect(await lane.submit(handed, signal)).toBe(only().name);
    expect(only()).toMatchObject({ model: "models/gemini-x", display_name: "ref1" });
    expect(project.keysOf(only())).toEqual(handed.ids);
    const [line = ""] = [...project.files.values()];
    expect(JSON.parse(line.slice(0, line.indexOf("\n")))).toEqual({
      key: "ref1_0",
      request: { contents: [{ role: "user", parts: [{ text: "Say one." }] }] },
    });
    expect(server.requests.map(({ headers }) => headers["x-goog-api-key"])).toEqual(
      server.requests.map(() => TEST_KEY),
    );
  });

  test("again leaves no second file: the first is used, where it is whole", async () => {
    await lane.submit(order(), signal);
    const [name = ""] = project.files.keys();
    expect(name).toMatch(/^files\/[a-z0-9-]{1,40}$/);
    server.requests.length = 0;
    await lane.submit(order(), signal);
    expect([...project.files.keys()]).toEqual([name]);
    expect(asked().filter((request) => request.startsWith("POST /upload"))).toEqual([]);
    project.files.set(name, "{}\n");
    await lane.submit(order(), signal);
    expect([...project.files.keys()]).toEqual([name]);
    expect(project.files.get(name)).not.toBe("{}\n");
  });

  test("sends nothing to an address that is not on the lane's own origin", async () => {
    const stranger = await startFaultServer();
    project.upload_origin = stranger.url;
    await expect(lane.submit(order(), signal)).rejects.toMatchObject({ code: "lane_unavailable" });
    expect(stranger.connections()).toBe(0);
    await stranger.close();
  });

  test("makes no batch when somebody else has taken the order over, and says so in the taker's words", async () => {
    const reason = new Error("taken over");
    await expect(
      lane.submit(
        order("ref1", () => Promise.reject(reason)),
        signal,
      ),
    ).rejects.toBe(reason);
    expect(project.batches).toEqual([]);
  });

  test("fails as the lane's fault, and no item's, where the model is not there", async () => {
    server.behave((answering, request, seen) =>
      seen.url.includes(":batchGenerateContent")
        ? void answering
            .writeHead(404)
            .end(
              JSON.stringify({ error: { code: 404, message: "No model.", status: "NOT_FOUND" } }),
            )
        : project.behaviour(answering, request, seen),
    );
    await expect(lane.submit(order(), signal)).rejects.toMatchObject({ code: "lane_unavailable" });
  });
});

describe("finding", () => {
  test("goes by the display name through all pages, in whatever order they come", async () => {
    const name = await lane.submit(order(), signal);
    for (let index = 0; index < 250; index += 1)
      project.batches.unshift({
        ...only(),
        name: `batches/b${index}`,
        display_name: `other${index}`,
      });
    expect(await lane.find(order(), signal)).toBe(name);
    expect(asked().filter((request) => request.startsWith("GET /v1beta/batches?"))).toHaveLength(3);
  });

  test("tells that there is none", async () => {
    expect(await lane.find(order(), signal)).toBeNull();
  });
});

describe("looking", () => {
  const counts = { total: 3, completed: 2, failed: 0 };

  test.each(["PENDING", "RUNNING", "QUEUED", "PAUSED", "CANCELLING", "UNHEARD_OF"])(
    "a batch that is %s works on, in either spelling",
    async (state) => {
      const name = await lane.submit(order(), signal);
      for (const prefix of ["BATCH_STATE_", "JOB_STATE_"]) {
        only().state = prefix + state;
        expect(await lane.look(name, signal)).toEqual({ kind: "working", counts });
      }
    },
  );

  test.each([
    ["BATCH_STATE_SUCCEEDED", "completed"],
    ["JOB_STATE_SUCCEEDED", "completed"],
    ["JOB_STATE_PARTIALLY_SUCCEEDED", "completed"],
    ["BATCH_STATE_CANCELLED", "cancelled"],
    ["BATCH_STATE_EXPIRED", "expired"],
  ])("%s is the end: %s", async (state, why) => {
    const name = await lane.submit(order(), signal);
    only().state = state;
    expect(await lane.look(name, signal)).toEqual({ kind: "ended", why, counts });
  });

  test.each([
    [{ code: 8, message: "Quota." }, "provider_429"],
    [{ code: 3, message: "Line 7 is not valid." }, "lane_unavailable"],
    [{ code: 5, message: "The file is gone." }, "lane_unavailable"],
    [{ code: 13, message: "Internal." }, "provider_500"],
    [undefined, "provider_500"],
  ])(
    "a batch that failed with %o was refused: %s, and no item is at fault",
    async (error, code) => {
      const name = await lane.submit(order(), signal);
      Object.assign(only(), { state: "BATCH_STATE_FAILED", ...(error && { error }) });
      expect(await lane.look(name, signal)).toMatchObject({ kind: "refused", failure: { code } });
    },
  );

  test("a batch that failed with something to show for it has ended", async () => {
    const name = await lane.submit(order(), signal);
    project.end(only(), (key) => ({ key, response: response() }));
    only().state = "BATCH_STATE_FAILED";
    expect(await lane.look(name, signal)).toMatchObject({ kind: "ended" });
  });
});

describe("answers", () => {
  test("come line by line out of the file as they are, with keys that repeat or are unknown", async () => {
    const name = await lane.submit(order(), signal);
    project.end(only(), (key) => ({ key, response: response() }));
    const [first, second] = only().responses ?? [];
    const lines = [second, first, second, { key: "unknown", error: { code: 3 } }];
    only().responses = lines.flatMap((line) => line ?? []);
    const answers = await answersOf(name);
    expect(answers.map(({ id }) => id)).toEqual(["ref1_1", "ref1_0", "ref1_1", "unknown"]);
    expect(answers.map(({ text }): unknown => JSON.parse(text))).toEqual(only().responses);
  });

  test("come out of the batch itself where it holds them", async () => {
    const name = await lane.submit(order(), signal);
    only().state = "BATCH_STATE_SUCCEEDED";
    only().inlined = [{ metadata: { key: "ref1_2" }, response: response() }];
    expect(await answersOf(name)).toEqual([
      { id: "ref1_2", text: JSON.stringify(only().inlined?.[0]) },
    ]);
  });

  test("are none where the provider has none", async () => {
    const name = await lane.submit(order(), signal);
    only().state = "BATCH_STATE_CANCELLED";
    expect(await answersOf(name)).toEqual([]);
  });
});

describe("reading", () => {
  const [request = requestOf("")] = requests;
  const read = (line: object) =>
    lane.read({ id: "a", text: JSON.stringify({ key: "a", ...line }) }, request);
  const codeOf = (line: object): unknown => {
    try {
      return read(line);
    } catch (error) {
      return error instanceof LaneFailure ? error.code : error;
    }
  };

  test("a response becomes the answer that the item asked for; cached tokens count as input", () => {
    const answer = read({ response: response() });
    expect(answer).toMatchObject({
      request_id: "resp-1",
      usage: { input_tokens: 15, output_tokens: 6 },
    });
    expect(JSON.parse(answer.body_json)).toMatchObject({ object: "chat.completion" });
  });

  test("a prompt that was blocked is an answer that was filtered", () => {
    const blocked = {
      promptFeedback: { blockReason: "SAFETY" },
      usageMetadata: { promptTokenCount: 3 },
    };
    expect(JSON.parse(read({ response: blocked }).body_json)).toMatchObject({
      choices: [{ finish_reason: "content_filter" }],
    });
  });

  test.each([
    [{ code: 3, message: "Bad part." }, "invalid_input"],
    [
      {
        code: 3,
        message: "The input token count (9) exceeds the maximum number of tokens allowed (8).",
      },
      "context_length",
    ],
    [{ code: 400, message: "Bad part.", status: "INVALID_ARGUMENT" }, "invalid_input"],
    [{ code: 1, message: "Cancelled." }, "provider_expired"],
    [{ code: 4, message: "Late." }, "provider_timeout"],
    [{ code: 7, message: "No." }, "lane_unavailable"],
    [{ code: 8, message: "Quota." }, "provider_429"],
    [{ code: 13, message: "Internal." }, "provider_500"],
    [{ code: 14, message: "Overloaded." }, "provider_500"],
    [{ message: "Unheard of." }, "provider_500"],
  ])("an error like %o is %s", (error, code) => {
    expect([codeOf({ error }), codeOf({ status: error })]).toEqual([code, code]);
  });

  test("a line that says nothing known is to be asked for anew", () => {
    expect(codeOf({})).toBe("provider_broken_json");
  });
});

describe("ending and forgetting", () => {
  test("asks for the end of a batch; one that has ended or is gone is no failure", async () => {
    const name = await lane.submit(order(), signal);
    await lane.cancel(name, signal);
    expect(only().state).toBe("BATCH_STATE_CANCELLED");
    await expect(lane.cancel(name, signal)).resolves.toBeUndefined();
    await lane.forget(name, signal);
    await expect(lane.cancel(name, signal)).resolves.toBeUndefined();
  });

  test("deletes a batch with its file, leaves the one that the provider itself refuses to delete, and may be repeated", async () => {
    const name = await lane.submit(order(), signal);
    project.end(only(), (key) => ({ key, response: response() }));
    await lane.forget(name, signal);
    expect([project.batches, [...project.files.keys()]]).toEqual([[], []]);
    await expect(lane.forget(name, signal)).resolves.toBeUndefined();
  });

  test("deletes a batch whose file is gone already", async () => {
    const name = await lane.submit(order(), signal);
    project.files.clear();
    await lane.forget(name, signal);
    expect(project.batches).toEqual([]);
  });
});

test("a probe asks for one batch and tells a key that is refused", async () => {
  await expect(lane.probe(signal)).resolves.toBeUndefined();
  expect(asked()).toEqual(["GET /v1beta/batches?pageSize=1"]);
  const keyless = geminiLane(server.url, { secret: null });
  await expect(keyless.probe(signal)).rejects.toMatchObject({ code: "lane_unavailable" });
});
