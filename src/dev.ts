/** `npm run dev`: the gateway restarts and the console reloads as their sources change. */
import { spawn } from "node:child_process";

const CONSOLE_URL = "http://localhost:5173";

/** npm puts the packages' programs on the path; Windows finds them through its shell alone. */
const shell = process.platform === "win32";

const children = [
  // Links in mails and webhook inboxes lead to the console that is being worked on.
  spawn("tsx", ["watch", "src/gateway/main.ts"], {
    stdio: "inherit",
    shell,
    env: { ...process.env, PUBLIC_URL: CONSOLE_URL },
  }),
  spawn("vite", { stdio: "inherit", shell }),
];

for (const child of children) {
  child.once("exit", (code) => {
    // One without the other is of no use; Ctrl-C reaches both by itself.
    for (const other of children) if (other !== child) other.kill("SIGTERM");
    process.exitCode ??= code ?? 0;
  });
}
