import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, type Client } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { GatewayProcess } from "../gateway-process.ts";
import { newAccount } from "../test-account.ts";

const RECORDER = new URL("record-connections.mjs", import.meta.url).href;

/** A gateway in hosted mode with accounts in it, of which every connection that it begins is written down. */
export interface HostedGateway {
  /** As the accounts, by their sessions. */
  clients: readonly Client[];
  /** The addresses that its sockets began to connect to, as `address port`, in their order. */
  connections(): Promise<string[]>;
  dispose(): Promise<void>;
}

export interface HostedOptions {
  accounts: number;
  settings: Readonly<Record<string, string>>;
  /** What each account sets while the gateway is still local, where its own machine may be sent to. */
  webhookUrl: string;
}

/** Registers the accounts while the gateway is local, where mails can be read, and goes on with its folder in hosted mode. */
export async function startHostedGateway({
  accounts,
  settings,
  webhookUrl,
}: HostedOptions): Promise<HostedGateway> {
  const local = await GatewayProcess.start();
  const folder = await mkdtemp(join(tmpdir(), "batchrouter-trust-"));
  const record = join(folder, "connections");
  await writeFile(record, "");
  const remove = async (): Promise<void> => {
    await local.dispose();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const sessions: string[] = [];
    for (let made = 0; made < accounts; made += 1) {
      const { client, session_token } = await newAccount(local.url);
      await client.call(contract.webhooks.put, { body: { url: webhookUrl } });
      sessions.push(session_token);
    }
    await local.stop();
    const hosted = await GatewayProcess.start({
      ...settings,
      BATCHROUTER_DATA_DIR: local.dataFolder,
      BATCHROUTER_MODE: "hosted",
      PUBLIC_URL: "http://gateway.test",
      SMTP_URL: "smtp://mail.test",
      NODE_OPTIONS: `--import ${RECORDER}`,
      BATCHROUTER_TRUST_RECORD: record,
    });
    return {
      clients: sessions.map((session) =>
        createClient({ baseUrl: hosted.url, credential: () => session }),
      ),
      async connections() {
        return (await readFile(record, "utf8")).split("\n").filter((line) => line !== "");
      },
      async dispose() {
        await hosted.dispose();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
