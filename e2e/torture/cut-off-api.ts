import { contract } from "#contract/index.ts";
import { BOOKS_AUDIT } from "#test-servers/books-audit.ts";
import { GatewayGroup } from "./gateway-group.ts";
import { HeldLine } from "./held-line.ts";
import { postUntilAnswered } from "./keyed-posts.ts";
import type { PartOptions } from "./part.ts";
import { openUser, type TortureUser } from "./torture-user.ts";

/** An api process is cut off with the first request of a key in its transaction; the repetition goes to another one. */
export class CutOffApiRun {
  readonly name = "an api process is cut off in the middle of a submit";
  readonly #options: PartOptions;
  readonly #deviations: string[] = [];
  summary = "nothing came of it";

  constructor(options: PartOptions) {
    this.#options = options;
  }

  async run(): Promise<string[]> {
    const group = await GatewayGroup.create("postgres", this.#options);
    const line = await HeldLine.start(group.databasePort ?? 0);
    try {
      const direct = await group.add("api");
      const cutOff = await group.add("api", line.port);
      const user = await openUser(direct.url, `cut-off-api-${this.#options.seed}`);
      const post = {
        path: "/v1/batches",
        key: "cut-off-api-key",
        body: await bodyOf(user),
        credential: user.api_key,
      };
      const cut = line.cutAt((sent) => sent.includes("insert into batches ("));
      const first = postUntilAnswered(cutOff.url, post);
      await cut;
      const cutAt = performance.now();
      const repeated = await postUntilAnswered(direct.url, post);
      const waitedMs = performance.now() - cutAt;
      line.mend();
      const answers = [repeated, await first, await postUntilAnswered(cutOff.url, post)];
      await this.#judge(group, user, answers);
      this.summary = `the repetition was answered ${(waitedMs / 1_000).toFixed(1)} s after the cut, and the first request like it`;
      return [...this.#deviations, ...group.deviations];
    } finally {
      await group.dispose();
      await line.stop();
    }
  }

  async #judge(
    group: GatewayGroup,
    user: TortureUser,
    answers: readonly { status: number; text: string }[],
  ): Promise<void> {
    const texts = new Set(answers.map(({ status, text }) => `${status} ${text}`));
    const [only] = texts;
    if (texts.size !== 1 || only?.startsWith("201 ") !== true)
      this.#deviations.push(`${texts.size} different answers, as ${only?.slice(0, 300)}`);
    const batches = await user.listBatches();
    if (batches.length !== 1) this.#deviations.push(`${batches.length} batches under one key`);
    const store = await group.openStore();
    const books = await store.query<{ deviation: string }>(BOOKS_AUDIT);
    await store.close();
    this.#deviations.push(...books.map(({ deviation }) => deviation));
  }
}

async function bodyOf({ client, items }: TortureUser): Promise<string> {
  const { quote_id } = await client.call(contract.quotes.createForModel, { body: { items } });
  return JSON.stringify({ quote_id, items });
}
