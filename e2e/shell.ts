import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The answer to a curl command that was pasted as it is. */
export interface PastedAnswer {
  status: number;
  body: unknown;
}

/** Quiet, and the status on a line of its own at the end. */
const CURL_SETTINGS = 'silent\nshow-error\nwrite-out = "\\n%{http_code}"\n';

/**
 * Runs a curl command by `sh -c`, not a character changed; what the test needs to know is asked for in curl's own settings
 * file. Throws with what curl said when it fails.
 */
export async function pasteIntoShell(
  command: string,
  environment: Record<string, string> = {},
): Promise<PastedAnswer> {
  const home = await mkdtemp(join(tmpdir(), "batchrouter-curl-"));
  try {
    await writeFile(join(home, ".curlrc"), CURL_SETTINGS);
    const child = spawn("sh", ["-c", command], {
      cwd: home,
      env: { ...process.env, ...environment, CURL_HOME: home, HOME: home },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let complaint = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
    await once(child, "close");
    if (child.exitCode !== 0) throw new Error(`curl ended with ${child.exitCode}: ${complaint}`);
    const at = output.lastIndexOf("\n");
    return { status: Number(output.slice(at + 1)), body: JSON.parse(output.slice(0, at)) };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Runs a whole script by `sh` in a folder of its own; what it prints, both streams, and how it ends. */
export async function runScript(
  script: string,
  environment: Record<string, string>,
): Promise<{ exitCode: number | null; output: string }> {
  const folder = await mkdtemp(join(tmpdir(), "batchrouter-script-"));
  try {
    await writeFile(join(folder, "session.sh"), script);
    const child = spawn("sh", ["session.sh"], {
      cwd: folder,
      env: { ...process.env, ...environment, HOME: folder },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await once(child, "close");
    return { exitCode: child.exitCode, output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
