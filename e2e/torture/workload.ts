import { setTimeout as delay } from "node:timers/promises";
import { isTerminal } from "#contract/batch-states.ts";
import type { Batch, CreateBatchBody } from "#contract/batches.ts";
import { ApiError } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { toMicros } from "#contract/primitives.ts";
import type { CarefulClient } from "./careful-client.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { drawShape, jsonl, type Shape } from "./shapes.ts";
import { WEBHOOK_SECRET } from "./webhook-receiver.ts";

/** A batch that was asked for. */
export interface Submission {
  /** Its Idempotency-Key, which its metadata carries too. */
  key: string;
  shape: Shape;
  hasWebhook: boolean;
  /** What the quote came to, in micro-dollars. */
  quoted_micros: bigint;
  /** Null where the user went away before the create call was answered: there may be a batch or not. */
  batch_id: Batch["id"] | null;
}

export interface WorkloadOptions {
  client: CarefulClient;
  random: SeededRandom;
  webhookUrl: string;
  /** Users at a time, each with one batch under way. */
  users: number;
  /** Items of the largest batch. */
  mostItems: number;
  /** Batches at most, so that a run stays bounded however slow the machine is. */
  mostBatches: number;
  signal: AbortSignal;
}

const POLL_MS = 300;
const GONE_AFTER_MS = 40;

/** Users who submit batches of all shapes one after the other, cancel some, go away from some, and wait for the rest. */
export class Workload {
  readonly submissions: Submission[] = [];
  /** What a user was refused or did not get in time, though nothing that he did allows for it. */
  readonly failures: string[] = [];
  readonly #options: WorkloadOptions;
  #isOver = false;
  #users: Promise<unknown> | undefined;

  constructor(options: WorkloadOptions) {
    this.#options = options;
  }

  start(): void {
    const users = Array.from({ length: this.#options.users }, () => this.#useUntilOver());
    this.#users = Promise.allSettled(users);
  }

  /** Nothing more is submitted; resolves when every acknowledged batch has ended. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#users;
  }

  async #useUntilOver(): Promise<void> {
    while (!this.#isOver && this.submissions.length < this.#options.mostBatches)
      await this.#useOnce();
  }

  async #useOnce(): Promise<void> {
    const submission = this.#drawSubmission();
    try {
      await this.#follow(submission);
    } catch (error) {
      const { key, shape, batch_id } = submission;
      this.failures.push(`${key} (${shape.name}, ${batch_id}) came to no end: ${String(error)}`);
      this.#options.signal.throwIfAborted();
    }
  }

  #drawSubmission(): Submission {
    const { random, mostItems } = this.#options;
    const submission: Submission = {
      key: `torture-${this.submissions.length}-${random.between(100_000, 999_999)}`,
      shape: drawShape(random, mostItems),
      hasWebhook: random.chance(0.7),
      quoted_micros: 0n,
      batch_id: null,
    };
    this.submissions.push(submission);
    return submission;
  }

  async #follow(submission: Submission): Promise<void> {
    const { client, random } = this.#options;
    const goesAway = random.chance(0.06);
    const cancelAfterMs = random.chance(0.15) ? random.between(0, 2_500) : null;
    const body = await this.#quoted(submission);
    if (goesAway) return this.#submitAndGo(submission.key, body);
    const { batch } = await client.call(contract.batches.create, { body }, submission.key);
    submission.batch_id = batch.id;
    if (cancelAfterMs !== null) await this.#cancel(batch.id, cancelAfterMs);
    await this.#untilEnded(batch.id);
    if (body.input_file_id !== undefined && random.chance(0.4))
      await this.#unlessTooLate("not_found", () =>
        client.call(contract.files.delete, { params: { id: batch.input_file_id } }),
      );
  }

  /** Uploads what is a file, locks a quote, and says the body of the create call. */
  async #quoted(submission: Submission): Promise<CreateBatchBody> {
    const { client, webhookUrl } = this.#options;
    const { key, shape, hasWebhook } = submission;
    const input = shape.isFile ? await this.#upload(key, shape) : { items: shape.items };
    const quote = await client.call(contract.quotes.createForModel, { body: input });
    submission.quoted_micros = toMicros(quote.pricing_estimate.total);
    const webhook = hasWebhook ? { webhook: { url: webhookUrl, secret: WEBHOOK_SECRET } } : {};
    return { quote_id: quote.quote_id, ...input, ...webhook, metadata: { key } };
  }

  async #upload(key: string, { items }: Shape): Promise<Pick<CreateBatchBody, "input_file_id">> {
    const { client } = this.#options;
    const { id } = await client.call(
      contract.files.upload,
      { query: { filename: `${key}.jsonl` }, body: new Blob([jsonl(items)]) },
      `${key}-file`,
    );
    return { input_file_id: id };
  }

  /** Sends the create call once and does not wait for its answer, as a program does that dies. */
  async #submitAndGo(key: string, body: CreateBatchBody): Promise<void> {
    const { client } = this.#options;
    const answered = client.callOnce(contract.batches.create, { body }, key).catch(() => undefined);
    await Promise.race([answered, delay(GONE_AFTER_MS)]);
  }

  async #cancel(id: Batch["id"], afterMs: number): Promise<void> {
    const { client, signal } = this.#options;
    await delay(afterMs, undefined, { signal });
    await this.#unlessTooLate("batch_terminal", () =>
      client.call(contract.batches.cancel, { params: { id } }, `cancel-${id}`),
    );
  }

  /** What is refused with this code had been done before, by a request that got no answer, or was overtaken. */
  async #unlessTooLate(code: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== code) throw error;
    }
  }

  async #untilEnded(id: Batch["id"]): Promise<void> {
    const { client, signal } = this.#options;
    for (;;) {
      const { status } = await client.call(contract.batches.get, { params: { id } });
      if (isTerminal(status)) return;
      await delay(POLL_MS, undefined, { signal });
    }
  }
}
