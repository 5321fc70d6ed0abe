import { JSON_DIALECT, valueLiteral } from "./snippet-literal.ts";
import type { SnippetRequest } from "./snippet-request.ts";

/** A call as a command for any POSIX shell. */
export function curlSnippet(request: SnippetRequest): string {
  const method = request.method === "GET" ? "" : `-X ${request.method} `;
  // The other languages follow by themselves.
  const lines = [`curl ${request.mayRedirect ? "-L " : ""}${method}${shellQuoted(request.url)}`];
  if (request.variable !== null) lines.push(`-H "Authorization: Bearer $${request.variable}"`);
  for (const [name, value] of request.headers) {
    // As a form, which streams the file and keeps its name; curl then writes the content type itself.
    if (request.fileName === null || name !== "Content-Type")
      lines.push(`-H ${shellQuoted(`${name}: ${value}`)}`);
  }
  if (request.fileName !== null)
    lines.push(`-F ${shellQuoted(`file=@"${request.fileName.replace(/["\\]/g, "\\$&")}"`)}`);
  for (const [name, value] of Object.entries(request.formFields ?? {}))
    lines.push(`-F ${shellQuoted(`${name}=${value}`)}`);
  if (request.body !== undefined)
    lines.push(`--data-raw ${shellQuoted(valueLiteral(request.body, JSON_DIALECT))}`);
  return lines.join(" \\\n  ");
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
