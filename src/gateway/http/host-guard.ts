import type { Config } from "../config.ts";
import { problem } from "./problem.ts";

const LOOPBACK_NAMES = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Refuses requests that reach a local gateway under a foreign name, or from a foreign page: a web site can point its own
 * name at 127.0.0.1, and then its scripts would be of the gateway's origin (DNS rebinding).
 */
export function createHostGuard({
  allowedHosts,
  allowedOrigins,
}: Pick<Config, "allowedHosts" | "allowedOrigins">): (request: Request) => void {
  const names = new Set([...LOOPBACK_NAMES, ...allowedHosts.map((name) => name.toLowerCase())]);

  return (request) => {
    const host = request.headers.get("host") ?? new URL(request.url).host;
    if (!names.has(hostName(host))) {
      throw problem("permission_denied", "This gateway does not answer to that host name.", {
        fix: "Open it by 127.0.0.1 or localhost, or add the name to BATCHROUTER_ALLOWED_HOSTS.",
      });
    }
    const origin = request.headers.get("origin");
    if (origin !== null && !names.has(originName(origin)) && !allowedOrigins.includes(origin)) {
      throw problem("permission_denied", "Pages of another site may not call this gateway.", {
        fix: "Call it from the console that it serves, or from outside a browser; BATCHROUTER_ALLOWED_ORIGINS lets another page in.",
      });
    }
  };
}

function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, "");
}

function originName(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).hostname.toLowerCase() : "";
}
