import type { Endpoint } from "#contract/endpoint.ts";
import { contract } from "#contract/index.ts";
import { wholeApi } from "#contract/whole-api.ts";
import { newId } from "#contract/primitives.ts";
import type { SeededRandom } from "../torture/seeded-random.ts";
import { callRaw, type MatrixAnswer } from "./matrix-call.ts";
import type { MatrixEstate, MatrixOrg } from "./matrix-estate.ts";
import type { MatrixInput } from "./matrix-routes.ts";
import type { TrustRow } from "./part.ts";
import { Tally } from "./tally.ts";

interface Sides {
  url: string;
  owner: MatrixEstate;
  other: MatrixOrg;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function leaked({ owner }: Sides, { text }: MatrixAnswer): string | null {
  return owner.marks.find((mark) => text.includes(mark)) ?? null;
}

/** Lists whose pages another org's cursor might open, with a thing of the owner's where the list is of one. */
async function crossCursors(sides: Sides): Promise<TrustRow> {
  const tally = new Tally("cursors of another org's pages");
  const { owner, other, url } = sides;
  const lists: [string, Endpoint][] = [
    ["accounts.ledger", contract.accounts.ledger],
    ["apiKeys.list", contract.apiKeys.list],
    ["files.list", contract.files.list],
    ["batches.list", contract.batches.list],
    ["webhooks.listDeliveries", contract.webhooks.listDeliveries],
    ["workflows.listAgentRuns", contract.workflows.listAgentRuns],
  ];
  for (const [name, endpoint] of lists) {
    const first = await callRaw(
      url,
      endpoint,
      { query: { limit: "1" } },
      bearer(owner.session_token),
    );
    const { next_cursor } = JSON.parse(first.text) as { next_cursor: string | null };
    if (next_cursor === null) {
      tally.survived(`${name} has no second page to point to.`);
      continue;
    }
    const query = { limit: "100", cursor: next_cursor };
    const answer = await callRaw(url, endpoint, { query }, bearer(other.session_token));
    const mark = leaked(sides, answer);
    tally.survived(
      mark === null && answer.status < 500 ? null : `${name}: ${mark ?? answer.status}.`,
    );
  }
  const { names } = owner;
  for (const [name, endpoint, after] of [
    ["openai.listFiles", wholeApi.openai.listFiles, names.file_id],
    ["openai.listBatches", wholeApi.openai.listBatches, names.batch_id],
  ] as const) {
    const [answer, absent] = await Promise.all(
      [after, neighbourOf(after)].map((id) =>
        callRaw(url, endpoint, { query: { after: id } }, bearer(other.api_key)),
      ),
    );
    const isAlike =
      answer !== undefined &&
      answer.status === absent?.status &&
      plain(answer.text).replaceAll(after, "«id»") ===
        plain(absent.text).replaceAll(/(file|bat)_\w{20}/g, "«id»");
    tally.survived(isAlike ? null : `${name}: tells what is another org's from what is not there.`);
  }
  return tally.row();
}

/** An id of the same moment that nobody has: pages go by the order of ids. */
const neighbourOf = (id: string): string => `${id.slice(0, -11)}${"0".repeat(11)}`;

const plain = (text: string): string => text.replaceAll(/req_\w{20}/g, "«request»");

/** Filters and fields of a body that name what another org has. */
async function crossReferences(sides: Sides): Promise<TrustRow> {
  const tally = new Tally("another org's ids in filters, bodies and OpenAI's file names");
  const { owner, other, url } = sides;
  const { names } = owner;
  const suffix = names.batch_id.slice("bat_".length);
  const { quote_id } = await other.client.call(contract.quotes.createForModel, {
    body: { models: ["gpt-4o-mini"], estimated_items: 1 },
  });
  const items = [
    {
      customer_item_id: "a",
      operation: "responses",
      model: "gpt-4o-mini",
      input: { input: "Hello." },
    },
  ];
  const attempts: [string, Endpoint, MatrixInput, "empty" | "refused"][] = [
    [
      "deliveries of a batch",
      contract.webhooks.listDeliveries,
      { query: { batch_id: names.batch_id } },
      "empty",
    ],
    [
      "deliveries of a run",
      contract.webhooks.listDeliveries,
      { query: { run_id: names.run_id } },
      "empty",
    ],
    [
      "batches by metadata",
      contract.batches.list,
      { query: { "metadata[project]": "project of the owner" } },
      "empty",
    ],
    [
      "a batch of another's file",
      contract.batches.create,
      { body: { quote_id, input_file_id: names.file_id } },
      "refused",
    ],
    [
      "a batch on another's quote",
      contract.batches.create,
      { body: { quote_id: names.quote_id, items } },
      "refused",
    ],
    [
      "a batch that repeats another's",
      contract.batches.create,
      { body: { quote_id, items, parent_batch_id: names.batch_id } },
      "refused",
    ],
    [
      "another's output",
      wholeApi.openai.getFile,
      { params: { file_id: `file_output_${suffix}` } },
      "refused",
    ],
    [
      "another's output, its bytes",
      wholeApi.openai.fileContent,
      { params: { file_id: `file_output_${suffix}` } },
      "refused",
    ],
    [
      "another's errors, their bytes",
      wholeApi.openai.fileContent,
      { params: { file_id: `file_errors_${suffix}` } },
      "refused",
    ],
  ];
  for (const [what, endpoint, input, wanted] of attempts) {
    for (const token of [other.session_token, other.api_key]) {
      const answer = await callRaw(url, endpoint, input, bearer(token));
      if (wanted === "refused") {
        tally.refused(
          answer.status === 404 ? null : `${what}: came ${answer.status} ${answer.text}`,
        );
        continue;
      }
      const { data } = JSON.parse(answer.text) as { data?: unknown[] };
      tally.survived(data?.length === 0 ? null : `${what}: came ${answer.status} ${answer.text}`);
    }
  }
  return tally.row();
}

/** The same key and the same payload, from two orgs: two requests, of which neither learns of the other. */
export async function crossIdempotencyKeys(sides: Sides): Promise<TrustRow> {
  const tally = new Tally("another org's idempotency keys");
  const { owner, other, url } = sides;
  const attempts: [string, Endpoint, MatrixInput][] = [
    ["a key", contract.apiKeys.create, { body: { label: "the same" } }],
    [
      "a quote",
      contract.quotes.createForModel,
      { body: { models: ["gpt-4o-mini"], estimated_items: 1 } },
    ],
    [
      "a run",
      contract.workflows.createAgentRun,
      { body: { input: { messages: [{ role: "user", content: "Hello." }] } } },
    ],
  ];
  for (const [what, endpoint, input] of attempts) {
    const key = { "idempotency-key": `shared-key-${what}` };
    const theirs = { ...bearer(owner.session_token), ...key };
    const first = await callRaw(url, endpoint, input, theirs);
    const second = await callRaw(url, endpoint, input, { ...bearer(other.session_token), ...key });
    const again = await callRaw(url, endpoint, input, theirs);
    const isReplay = ({ headers }: MatrixAnswer): boolean =>
      headers.get("idempotent-replayed") === "true";
    tally.survived(
      isReplay(second) || second.status >= 400 || second.text === first.text
        ? `${what}: the other org got ${second.status} ${second.text}`
        : null,
    );
    tally.survived(
      isReplay(again) && again.text === first.text
        ? null
        : `${what}: its owner's repetition came anew.`,
    );
  }
  return tally.row();
}

/** A signed link, with any one of its parts changed. */
async function tamperWithLinks({ owner }: Sides, random: SeededRandom): Promise<TrustRow> {
  const tally = new Tally("signed links, tampered with");
  const link = new URL(owner.link);
  const expires = link.searchParams.get("expires") ?? "";
  const signature = link.searchParams.get("signature") ?? "";
  const changed = (change: (url: URL) => void): string => {
    const url = new URL(link);
    change(url);
    return url.href;
  };
  const set = (name: string, value: string) =>
    changed(({ searchParams }) => searchParams.set(name, value));
  const flipped = Array.from({ length: 20 }, () => {
    const at = random.between(0, signature.length - 2);
    const other = signature[at] === "A" ? "B" : "A";
    return set("signature", signature.slice(0, at) + other + signature.slice(at + 1));
  });
  const forged = [
    ...flipped,
    set("signature", ""),
    set("signature", signature.slice(0, -2)),
    set("signature", `${signature}${signature}`),
    set("expires", String(Number(expires) + 1)),
    set("expires", String(Number(expires) * 10)),
    set("expires", "0"),
    changed((url) => (url.pathname = url.pathname.replace(/output$/, "errors"))),
    changed((url) => (url.pathname = url.pathname.replace(owner.names.batch_id, newId("batch")))),
    changed(({ searchParams }) => searchParams.delete("signature")),
    changed(({ searchParams }) => searchParams.delete("expires")),
    changed(({ searchParams }) => searchParams.append("expires", "99999999999")),
    changed(({ searchParams }) => searchParams.append("signature", "A")),
  ];
  for (const url of forged) {
    const answer = await fetch(url, { redirect: "manual" });
    const text = await answer.text();
    const isRefused = [400, 403].includes(answer.status) && !text.includes("customer_item_id");
    tally.refused(isRefused ? null : `${url}: came ${answer.status} ${text.slice(0, 200)}`);
  }
  const whole = await fetch(owner.link);
  tally.survived(
    whole.status === 200 && (await whole.text()).includes("custom_id")
      ? null
      : `the link as it was made: came ${whole.status}.`,
  );
  return tally.row();
}

/** What the matrix of endpoints does not reach: cursors, filters, bodies and links. */
export async function crossBorders(sides: Sides, random: SeededRandom): Promise<TrustRow[]> {
  return [
    await crossCursors(sides),
    await crossReferences(sides),
    await tamperWithLinks(sides, random),
  ];
}
