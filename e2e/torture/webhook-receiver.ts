import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { WebhookBody } from "#contract/webhook-events.ts";
import { explainVerification } from "#contract/webhook-verification.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** What every batch's webhook is signed with. */
export const WEBHOOK_SECRET = "torture-webhook-secret";

/** One event as it came, however often. */
export interface ReceivedEvent {
  event_id: string;
  type: string;
  batch_id: string;
  /** The bytes of its first arrival. */
  body: string;
  arrivals: number;
  /** Arrivals that were answered well. */
  accepted: number;
}

/** A real receiver that answers badly at times: refuses, is too busy, takes its time, breaks the connection. */
export class WebhookReceiver {
  readonly #server: Server;
  readonly #random: SeededRandom;
  readonly #events = new Map<string, ReceivedEvent>();
  readonly #deviations: string[] = [];
  #port = 0;
  #isKind = false;

  private constructor(random: SeededRandom) {
    this.#random = random;
    this.#server = createServer((request, response) => void this.#receive(request, response));
  }

  static async start(random: SeededRandom): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(random);
    receiver.#server.listen(0, "127.0.0.1");
    await once(receiver.#server, "listening");
    const address = receiver.#server.address();
    if (address === null || typeof address === "string")
      throw new Error("The receiver has no port.");
    receiver.#port = address.port;
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/hook`;
  }

  /** The events of a batch, in the order in which they first came. */
  eventsOf(batch_id: string): ReceivedEvent[] {
    return [...this.#events.values()].filter((event) => event.batch_id === batch_id);
  }

  get deviations(): readonly string[] {
    return this.#deviations;
  }

  /** How many deliveries came, repetitions included. */
  get arrivals(): number {
    return [...this.#events.values()].reduce((sum, { arrivals }) => sum + arrivals, 0);
  }

  /** From here on it answers well. */
  beKind(): void {
    this.#isKind = true;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer); // a request without an encoding gives buffers
    } catch {
      // The sender was killed in the middle: this was no delivery.
      return;
    }
    const event = await this.#keep(Buffer.concat(chunks).toString(), request);
    const mood = this.#isKind ? 1 : this.#random.next();
    if (mood < 0.08) {
      request.socket.destroy();
      return;
    }
    const status = mood < 0.2 ? 500 : mood < 0.26 ? 429 : 200;
    if (event !== undefined && status === 200) event.accepted += 1;
    response.writeHead(status).end();
  }

  async #keep(body: string, { headers }: IncomingMessage): Promise<ReceivedEvent | undefined> {
    const parsed = WebhookBody.safeParse(JSON.parse(body));
    const batch_id = parsed.success ? parsed.data["batch_id"] : undefined;
    if (!parsed.success || typeof batch_id !== "string") {
      this.#deviations.push(`A delivery is off the contract: ${body}`);
      return undefined;
    }
    await this.#verify(body, headers);
    const { id: event_id, type } = parsed.data;
    const known = this.#events.get(event_id);
    if (known !== undefined && known.body !== body)
      this.#deviations.push(`The event ${event_id} of ${batch_id} came with two bodies.`);
    const event = known ?? { event_id, type, batch_id, body, arrivals: 0, accepted: 0 };
    event.arrivals += 1;
    this.#events.set(event_id, event);
    return event;
  }

  async #verify(body: string, headers: IncomingMessage["headers"]): Promise<void> {
    const given = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
    const verdict = await explainVerification({
      secret: WEBHOOK_SECRET,
      headers: Object.fromEntries(given),
      body,
      now: new Date(),
    });
    if (!verdict.hex.valid || !verdict.standard.valid)
      this.#deviations.push(`A signature does not hold for ${body}`);
  }
}
