import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { contract } from "#contract/index.ts";
import { GatewayProcess } from "../gateway-process.ts";
import { newAccount, type TestAccount } from "../test-account.ts";
import { type MemorySample, memoryReporting, ProcessMemory } from "./process-memory.ts";

const SETTLE_MS = 5_000;
/** A top-up of the largest amount that one request takes is more than any part needs. */
const CREDITS = "1000000.00";

/** A real gateway on an empty folder, measured from outside. */
export interface BenchGateway {
  gateway: GatewayProcess;
  account: TestAccount;
  memory: ProcessMemory;
  /** After its start, when it had settled and before anybody called. */
  idle: MemorySample;
}

/** Makes the sandbox lanes as fast as they go, and gives an account credits for whatever comes. */
export async function fillForBench({ client }: TestAccount): Promise<void> {
  await client.call(contract.local.setSandbox, { body: { speed: 1_000 } });
  await client.call(contract.local.addCredits, {
    body: { amount: { currency: "usd", amount: CREDITS } },
  });
}

/** Starts a gateway whose sandbox lanes are as fast as they go, runs the work, and removes all of it again. */
export async function withBenchGateway(
  work: (bench: BenchGateway) => Promise<void>,
  settings: Readonly<Record<string, string>> = {},
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "batchrouter-bench-"));
  const file = join(folder, "memory.json");
  const gateway = await GatewayProcess.start({
    LOG_LEVEL: "warn",
    BATCHROUTER_RATE_LIMIT: "0",
    BATCHROUTER_ADDRESS_RATE_LIMIT: "0",
    ...memoryReporting(file),
    ...settings,
  });
  let memory: ProcessMemory | undefined;
  try {
    await delay(SETTLE_MS);
    memory = new ProcessMemory(gateway.pid, file);
    const idle = memory.now();
    const account = await newAccount(gateway.url);
    await fillForBench(account);
    await work({ gateway, account, memory, idle });
  } finally {
    memory?.stop();
    await gateway.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}
