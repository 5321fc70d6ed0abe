import { expect, test } from "vitest";
import { downloadBody } from "./download-body.ts";
import { Turns } from "./turns.ts";

const chunk = new Uint8Array([1, 2, 3]);
const turns = () => new Turns({ concurrent: 1, waiting: 0, message: "Too many downloads." });
const get = new Request("http://gateway.test/");

/** Two chunks, then whatever `end` does. */
function source(end: (controller: ReadableStreamDefaultController) => void) {
  let left = 2;
  return async () =>
    new ReadableStream<Uint8Array>({
      pull(controller) {
        left -= 1;
        if (left >= 0) controller.enqueue(chunk);
        else end(controller);
      },
    });
}
const whole = source((controller) => controller.close());

test("a download is a turn until it has been read to its end", async () => {
  const downloads = turns();
  const body = await downloadBody(get, downloads, whole);
  await expect(downloadBody(get, downloads, whole)).rejects.toThrow("Too many downloads.");
  expect(new Uint8Array(await new Response(body).arrayBuffer())).toHaveLength(6);
  await (
    await downloadBody(
      get,
      downloads,
      source((controller) => controller.close()),
    )
  )?.cancel();
});

test("the turn ends when the client goes, when reading fails, and when nothing can be opened", async () => {
  const downloads = turns();
  await (await downloadBody(get, downloads, whole))?.cancel();
  const failing = source((controller) => controller.error(new Error("The disk broke.")));
  const broken = await downloadBody(get, downloads, failing);
  await expect(new Response(broken).arrayBuffer()).rejects.toThrow("The disk broke.");
  const absent = () => Promise.reject(new Error("There is none."));
  await expect(downloadBody(get, downloads, absent)).rejects.toThrow("There is none.");
  (await downloads.enter())();
});

test("HEAD opens nothing and takes no turn", async () => {
  const downloads = turns();
  const head = new Request("http://gateway.test/", { method: "HEAD" });
  const never = () => Promise.reject(new Error("It was opened."));
  expect(await downloadBody(head, downloads, never)).toBeNull();
  (await downloads.enter())();
});
