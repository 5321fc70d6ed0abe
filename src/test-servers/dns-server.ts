import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";

/** What a name stands for: addresses, or the name that it is another name of. */
export interface DnsRecords {
  a?: readonly string[];
  /** In hexadecimal groups, with `::` or without. */
  aaaa?: readonly string[];
  cname?: string;
}

/** The records of a name, asked for the `count`-th time (from 1, each kind of record counted by itself); undefined: no such name. */
export type DnsZone = (name: string, count: number) => DnsRecords | undefined;

/** RFC 1035, sections 3.2.2 and 4.1.1; RFC 3596 for AAAA. */
const TYPES = { A: 1, CNAME: 5, AAAA: 28 } as const;
const CLASS_INTERNET = 1;
const ANSWER_FLAGS = 0x84_80;
const NO_SUCH_NAME = 3;
const HEADER_BYTES = 12;
/** What a name may be in a chain of aliases until the server gives up following it. */
const LONGEST_CHAIN = 16;

interface Question {
  id: number;
  name: string;
  type: number;
  /** As it came, to be sent back. */
  bytes: Buffer;
}

/** A name server on this machine that answers by UDP what a test says, with a lifetime of 0. */
export class DnsServer {
  readonly #socket: Socket;
  readonly #zone: DnsZone;
  readonly #asked = new Map<string, number>();

  private constructor(socket: Socket, zone: DnsZone) {
    this.#socket = socket;
    this.#zone = zone;
    socket.on("message", (message, from) => this.#answer(message, from));
  }

  static async start(zone: DnsZone): Promise<DnsServer> {
    const socket = createSocket("udp4");
    const server = new DnsServer(socket, zone);
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    return server;
  }

  /** As name servers are configured: address and port. */
  get address(): string {
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  /** How often a name has been asked for, each kind of record counted as one question. */
  asked(name: string): number {
    return Math.max(
      ...[TYPES.A, TYPES.AAAA].map((type) => this.#asked.get(`${name} ${type}`) ?? 0),
    );
  }

  async close(): Promise<void> {
    this.#socket.close();
    await once(this.#socket, "close");
  }

  #answer(message: Buffer, from: RemoteInfo): void {
    const question = readQuestion(message);
    if (question === undefined) return;
    const key = `${question.name} ${question.type}`;
    const count = (this.#asked.get(key) ?? 0) + 1;
    this.#asked.set(key, count);
    this.#socket.send(answerTo(question, this.#zone, count), from.port, from.address);
  }
}

function readQuestion(message: Buffer): Question | undefined {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = message[at]; length !== 0; length = message[at]) {
    if (length === undefined || length > 63) return undefined;
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  const end = at + 5;
  if (message.length < end) return undefined;
  return {
    id: message.readUInt16BE(0),
    name: labels.join(".").toLowerCase(),
    type: message.readUInt16BE(at + 1),
    bytes: message.subarray(HEADER_BYTES, end),
  };
}

function answerTo({ id, name, type, bytes }: Question, zone: DnsZone, count: number): Buffer {
  const records: Buffer[] = [];
  let owner = name;
  let found = zone(owner, count);
  const isKnown = found !== undefined;
  for (let step = 0; found?.cname !== undefined && step < LONGEST_CHAIN; step += 1) {
    records.push(record(owner, TYPES.CNAME, nameBytes(found.cname)));
    owner = found.cname;
    found = zone(owner, count);
  }
  const addresses =
    type === TYPES.A
      ? (found?.a ?? []).map((one) => Buffer.from(one.split(".").map(Number)))
      : type === TYPES.AAAA
        ? (found?.aaaa ?? []).map(groupBytes)
        : [];
  records.push(...addresses.map((address) => record(owner, type, address)));
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(ANSWER_FLAGS | (isKnown ? 0 : NO_SUCH_NAME), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, bytes, ...records]);
}

function record(owner: string, type: number, value: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(CLASS_INTERNET, 2);
  fixed.writeUInt16BE(value.length, 8);
  return Buffer.concat([nameBytes(owner), fixed, value]);
}

function nameBytes(name: string): Buffer {
  const labels = name.split(".").map((label) => {
    const text = Buffer.from(label, "latin1");
    return Buffer.concat([Buffer.from([text.length]), text]);
  });
  return Buffer.concat([...labels, Buffer.from([0])]);
}

function groupBytes(address: string): Buffer {
  const [head = "", tail] = address.split("::");
  const first = head.split(":").filter((group) => group !== "");
  const last = (tail ?? "").split(":").filter((group) => group !== "");
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => "0");
  const bytes = Buffer.alloc(16);
  for (const [at, group] of [...first, ...zeros, ...last].entries())
    bytes.writeUInt16BE(Number.parseInt(group, 16), at * 2);
  return bytes;
}
