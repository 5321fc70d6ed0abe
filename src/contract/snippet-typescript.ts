import {
  JSON_DIALECT,
  stringLiteral,
  valueLiteral,
  type LiteralDialect,
} from "./snippet-literal.ts";
import type { SnippetRequest } from "./snippet-request.ts";

const JAVASCRIPT_DIALECT: LiteralDialect = {
  ...JSON_DIALECT,
  lastComma: ",",
  key: (name) => {
    // Written plainly, this one name would set the object's prototype.
    if (name === "__proto__") return '["__proto__"]';
    return /^[A-Za-z_$][\w$]*$/.test(name) ? name : stringLiteral(name);
  },
};

/** A call as a module for Node 20 or newer. */
export function typescriptSnippet(request: SnippetRequest): string {
  const headers = request.headers.map(
    ([name, value]) => `    ${stringLiteral(name)}: ${stringLiteral(value)},\n`,
  );
  if (request.variable !== null) {
    headers.unshift(`    Authorization: \`Bearer \${process.env.${request.variable}}\`,\n`);
  }
  const body = typescriptBody(request);
  const isPlain = request.method === "GET" && headers.length === 0;
  const options = [
    ...(request.method === "GET" ? [] : [`  method: ${stringLiteral(request.method)},\n`]),
    ...(headers.length === 0 ? [] : [`  headers: {\n${headers.join("")}  },\n`]),
    ...(body === null ? [] : [`  body: ${body},\n`]),
  ];
  return [
    ...(request.fileName === null
      ? []
      : ['const { readFile } = await import("node:fs/promises");', ""]),
    ...typescriptForm(request),
    `const response = await fetch(${stringLiteral(request.url)}${isPlain ? "" : `, {\n${options.join("")}}`});`,
    "console.log(response.status, await response.text());",
  ].join("\n");
}

/** The form, where one is sent. */
function typescriptForm({ fileName, formFields }: SnippetRequest): string[] {
  if (fileName === null || formFields === null) return [];
  const name = stringLiteral(fileName);
  return [
    "const form = new FormData();",
    `form.append("file", new Blob([await readFile(${name})]), ${name});`,
    ...Object.entries(formFields).map(
      ([field, value]) => `form.append(${stringLiteral(field)}, ${stringLiteral(value)});`,
    ),
    "",
  ];
}

function typescriptBody(request: SnippetRequest): string | null {
  if (request.formFields !== null) return "form";
  if (request.fileName !== null) return `await readFile(${stringLiteral(request.fileName)})`;
  return request.body === undefined
    ? null
    : `JSON.stringify(${valueLiteral(request.body, JAVASCRIPT_DIALECT, "  ")})`;
}
