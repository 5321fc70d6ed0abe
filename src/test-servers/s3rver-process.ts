import { startS3rver } from "./s3rver-server.ts";

// A server in a process of its own, whose work and memory are not those of what is measured: it prints its port and ends
// with its standard input.
const { port, close } = await startS3rver();
process.stdout.write(`${port}\n`);
process.stdin.resume();
process.stdin.once("end", () => void close().then(() => process.exit(0)));
