import type { Config } from "../config.ts";
import { problem } from "./problem.ts";

const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];

/** A name or an address, and a port or none: nothing else is a host (RFC 9110, 7.2). */
const HOST = /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/;

/**
 * Refuses requests that reach a local gateway under a foreign name, or from a foreign page: a web site can point its own
 * name at 127.0.0.1, and then its scripts would be of the gateway's origin (DNS rebinding); and a page of another origin
 * can send what it cannot read, one that another program on this machine serves included.
 */
export function createHostGuard({
  allowedHosts,
  allowedOrigins,
  publicUrl,
}: Pick<Config, "allowedHosts" | "allowedOrigins" | "publicUrl">): (
  request: Request,
  target: URL,
) => void {
  const named = allowedHosts.map((name) => name.toLowerCase());
  const names = new Set([...LOOPBACK_NAMES, ...named]);
  const networkNames = new Set(named.filter((name) => !LOOPBACK_NAMES.includes(name)));
  const origins = new Set([new URL(publicUrl).origin, ...allowedOrigins]);

  /** The page that the gateway serves by this host, or one that was let in. */
  const isKnown = (origin: string, host: string): boolean => {
    if (origins.has(origin)) return true;
    if (!/^https?:\/\//.test(origin) || !URL.canParse(origin)) return false;
    const { host: ownHost, hostname, origin: written } = new URL(origin);
    if (written !== origin) return false;
    return ownHost === withoutDefaultPort(host, origin) || networkNames.has(hostname);
  };

  return (request, target) => {
    const host = (request.headers.get("host") ?? target.host).toLowerCase();
    const name = HOST.exec(host)?.[1];
    // A request that names its target in full has another host in it than in the header, or the same.
    if (name === undefined || !names.has(name) || !names.has(target.hostname)) {
      throw problem("permission_denied", "This gateway does not answer to that host name.", {
        fix: "Open it by 127.0.0.1 or localhost, or add the name to BATCHROUTER_ALLOWED_HOSTS.",
      });
    }
    const origin = request.headers.get("origin");
    if (origin === null ? isEmbedded(request.headers) : !isKnown(origin, host)) {
      throw problem("permission_denied", "Pages of another site may not call this gateway.", {
        fix: "Call it from the console that it serves, or from outside a browser; BATCHROUTER_ALLOWED_ORIGINS lets another page in.",
      });
    }
  };
}

/** As `URL` writes it: a browser names the port of its scheme in neither header. */
function withoutDefaultPort(host: string, origin: string): string {
  return host.replace(origin.startsWith("https:") ? /:443$/ : /:80$/, "");
}

/**
 * Whether a page of another origin loads this as a picture, a script, a frame and the like: browsers send no `Origin` with
 * those, but say so by Fetch Metadata (https://www.w3.org/TR/fetch-metadata/). A link that somebody follows is no such thing.
 */
function isEmbedded(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== "cross-site" && site !== "same-site") return false;
  const isLink =
    headers.get("sec-fetch-mode") === "navigate" && headers.get("sec-fetch-dest") === "document";
  return !isLink;
}
