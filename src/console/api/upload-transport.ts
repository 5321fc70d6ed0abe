import type { Transport } from "#contract/client.ts";

/** Bytes sent so far, of all. */
export type UploadProgress = (sent: number, total: number) => void;

function readHeaders(request: XMLHttpRequest): Headers {
  const headers = new Headers();
  for (const line of request.getAllResponseHeaders().trim().split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return headers;
}

/** A transport that tells how far an upload has come, which `fetch` cannot. */
export function uploadTransport(onProgress: UploadProgress): Transport {
  return (url, { method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(method, url);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.addEventListener("progress", (event) => onProgress(event.loaded, event.total));
      request.addEventListener("load", () => {
        // A Response refuses a body beside these three.
        const isBare = [204, 205, 304].includes(request.status);
        resolve(
          new Response(isBare ? null : request.responseText, {
            status: request.status,
            headers: readHeaders(request),
          }),
        );
      });
      request.addEventListener("error", () => reject(new TypeError("Network error")));
      request.addEventListener("abort", () => reject(new DOMException("Aborted", "AbortError")));
      signal?.addEventListener("abort", () => request.abort(), { once: true });
      request.send(body ?? null);
    });
}
