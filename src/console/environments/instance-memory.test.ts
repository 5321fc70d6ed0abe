import { expect, test } from "vitest";
import { type Exchange, createClient } from "#contract/client.ts";
import { INSTANCE_HEADER } from "#contract/catalog.ts";
import { contract } from "#contract/index.ts";
import { newId } from "#contract/primitives.ts";
import { afterExchange, type InstanceMemory, namesLostThing } from "./instance-memory.ts";

const id = newId("batch");
const NOTHING: InstanceMemory = { seen: {} };

/** The exchange of asking for the batch, as an instance answers it. */
async function answered(instance: string, status: number, code = "not_found"): Promise<Exchange> {
  const told: Exchange[] = [];
  const body = status === 200 ? {} : { error: { code, message: "No", details: {} } };
  const client = createClient({
    baseUrl: "",
    credential: () => "ob_live_x",
    onExchange: (exchange) => told.push(exchange),
    transport: () =>
      Promise.resolve(
        new Response(JSON.stringify(body), { status, headers: { [INSTANCE_HEADER]: instance } }),
      ),
  });
  await client.call(contract.batches.get, { params: { id } }).catch(() => {});
  const last = told.at(-1);
  if (last === undefined) throw new Error("Nothing was told");
  return last;
}

test("credentials that another instance refuses are of a gateway that is gone, until one takes them again", async () => {
  const known = afterExchange(NOTHING, await answered("a", 200));
  const expired = afterExchange(known, await answered("a", 401, "session_expired"));
  expect(expired).toBe(known);
  const gone = afterExchange(known, await answered("b", 401, "invalid_api_key"));
  expect(gone.refused_by).toBe("b");
  expect(afterExchange(gone, await answered("b", 200)).refused_by).toBeUndefined();
});

test("an instance that has only missed a thing may have refused the credentials since: it was emptied in between", async () => {
  const known = afterExchange(NOTHING, await answered("a", 200));
  const missed = afterExchange(known, await answered("b", 404));
  const refusal = await answered("b", 401, "invalid_api_key");
  expect(afterExchange(missed, refusal).refused_by).toBe("b");
  const taken = afterExchange(missed, await answered("b", 200));
  expect(afterExchange(taken, refusal)).toBe(taken);
});

test("what was asked for before an instance was first heard of does not show that it knows the credentials", async () => {
  const known = afterExchange(NOTHING, await answered("a", 200));
  const list = await answered("b", 200);
  const other = { ...list, started_at: new Date(list.started_at.getTime() - 5) };
  const heard = afterExchange(afterExchange(known, list), other);
  expect(afterExchange(heard, await answered("b", 401, "invalid_api_key")).refused_by).toBe("b");
});

test("a batch that an instance before has shown, and this one does not know, is lost; one never seen is missing", async () => {
  const known = afterExchange(NOTHING, await answered("a", 200));
  expect(namesLostThing(known, `/batches/${id}`)).toBe(false);
  const restarted = afterExchange(known, await answered("b", 404));
  expect(namesLostThing(restarted, `/batches/${id}`)).toBe(true);
  expect(namesLostThing(restarted, `/batches/${newId("batch")}`)).toBe(false);
  // The same folder under a new instance: it is there, so it is not lost.
  expect(namesLostThing(afterExchange(known, await answered("b", 200)), id)).toBe(false);
});

test("an answer that tells nothing new leaves what is known as it is", async () => {
  const known = afterExchange(NOTHING, await answered("a", 200));
  expect(afterExchange(known, await answered("a", 200))).toBe(known);
});
