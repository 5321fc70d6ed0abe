import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

import { DataFolderInUse, lockDataFolder } from "./data-folder-lock.ts";

let parent: string;
let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "batchrouter-"));
  folder = join(parent, "data");
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  rmSync(parent, { recursive: true });
});

/** A process that tries to lock the folder when told to, says "held" or "refused", and then stays. */
async function startRival(): Promise<ChildProcess> {
  const lockModule = new URL("data-folder-lock.ts", import.meta.url).href;
  const script = join(parent, `rival-${children.length}.mts`);
  writeFileSync(
    script,
    `import { lockDataFolder } from ${JSON.stringify(lockModule)};
    process.on("message", () => {
      try { lockDataFolder(${JSON.stringify(folder)}); process.send("held"); }
      catch (error) { process.send("refused " + error.name); }
    });
    process.send("ready");`,
  );
  const tsx = fileURLToPath(import.meta.resolve("tsx"));
  const rival = fork(script, { execArgv: ["--import", tsx] });
  children.push(rival);
  await once(rival, "message");
  return rival;
}

async function tryLock(rival: ChildProcess): Promise<unknown> {
  rival.send("lock");
  return (await once(rival, "message"))[0];
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

test("a folder that a living process holds is refused, naming the process and the folder", async () => {
  const rival = await startRival();
  expect(await tryLock(rival)).toBe("held");
  expect(() => lockDataFolder(folder)).toThrow(
    `The data folder ${folder} is in use by process ${rival.pid};`,
  );
});

test("a folder is refused to its own holder's process as well", () => {
  lockDataFolder(folder);
  expect(() => lockDataFolder(folder)).toThrow(DataFolderInUse);
});

test("releasing frees the folder and leaves no file behind", () => {
  const lock = lockDataFolder(folder);
  lock.release();
  lock.release();
  expect(readdirSync(parent)).toEqual([]);
  lockDataFolder(folder);
});

test("the lock of a killed process is taken over by exactly one of those who race for it", async () => {
  const owner = await startRival();
  expect(await tryLock(owner)).toBe("held");
  await kill(owner);
  const rivals = await Promise.all([startRival(), startRival(), startRival()]);
  const answers = await Promise.all(rivals.map(tryLock));
  expect(answers.toSorted()).toEqual([
    "held",
    "refused DataFolderInUse",
    "refused DataFolderInUse",
  ]);
});

test("a take-over that was itself cut short is taken over", async () => {
  const owner = await startRival();
  expect(await tryLock(owner)).toBe("held");
  await kill(owner);
  const deadOwner = readFileSync(`${folder}.lock`, "utf8");
  writeFileSync(`${folder}.lock.take-over`, deadOwner);
  const lock = lockDataFolder(folder);
  expect(existsSync(`${folder}.lock.take-over`)).toBe(false);
  lock.release();
});

test.runIf(existsSync("/proc/self/stat"))(
  "a process that was given the dead owner's number does not hold its lock",
  () => {
    const stranger = spawn("sleep", ["60"]);
    children.push(stranger);
    const owner = { pid: stranger.pid, started: "some-earlier-boot:1", lock_id: "x" };
    writeFileSync(`${folder}.lock`, JSON.stringify(owner));
    lockDataFolder(folder).release();
  },
);

test("a lock file that cannot be read is left alone and named", () => {
  writeFileSync(`${folder}.lock`, "not a lock");
  expect(() => lockDataFolder(folder)).toThrow(`The lock file ${folder}.lock cannot be read`);
  expect(readFileSync(`${folder}.lock`, "utf8")).toBe("not a lock");
});

test("a late release does not free the lock of the next holder", () => {
  const first = lockDataFolder(folder);
  rmSync(`${folder}.lock`);
  lockDataFolder(folder);
  first.release();
  expect(existsSync(`${folder}.lock`)).toBe(true);
});
