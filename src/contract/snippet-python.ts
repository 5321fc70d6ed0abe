import { aroundFile, FORM_BOUNDARY } from "./form-upload.ts";
import { stringLiteral, valueLiteral, type LiteralDialect } from "./snippet-literal.ts";
import type { SnippetRequest } from "./snippet-request.ts";

const PYTHON_DIALECT: LiteralDialect = {
  true: "True",
  false: "False",
  null: "None",
  key: stringLiteral,
  indent: "    ",
  padding: "",
  lastComma: ",",
};

/** A call as a script for Python 3 and its standard library. */
export function pythonSnippet(request: SnippetRequest): string {
  const headers = request.headers.map(
    ([name, value]) => `        ${stringLiteral(name)}: ${stringLiteral(value)},\n`,
  );
  if (request.variable !== null) {
    headers.unshift(`        "Authorization": "Bearer " + os.environ["${request.variable}"],\n`);
  }
  if (request.formFields !== null)
    headers.push(`        "Content-Type": "multipart/form-data; boundary=${FORM_BOUNDARY}",\n`);
  const body = pythonBody(request);
  const modules = [
    ...(request.body === undefined ? [] : ["json"]),
    ...(request.variable === null ? [] : ["os"]),
    "urllib.error",
    "urllib.request",
  ];
  return [
    ...modules.map((module) => `import ${module}`),
    "",
    ...pythonForm(request),
    "request = urllib.request.Request(",
    `    ${stringLiteral(request.url)},`,
    ...(request.method === "GET" ? [] : [`    method=${stringLiteral(request.method)},`]),
    ...(headers.length === 0 ? [] : [`    headers={\n${headers.join("")}    },`]),
    ...(body === null ? [] : [`    data=${body},`]),
    ")",
    "try:",
    "    with urllib.request.urlopen(request) as response:",
    "        print(response.status, response.read().decode())",
    "except urllib.error.HTTPError as error:",
    "    print(error.code, error.read().decode())",
  ].join("\n");
}

/** The form, where one is sent: the standard library makes none by itself. */
function pythonForm({ fileName, formFields }: SnippetRequest): string[] {
  if (fileName === null || formFields === null) return [];
  const { before, after } = aroundFile(fileName, formFields);
  return [
    `form = ${stringLiteral(before)}.encode()`,
    `form += open(${stringLiteral(fileName)}, "rb").read()`,
    `form += ${stringLiteral(after)}.encode()`,
    "",
  ];
}

function pythonBody(request: SnippetRequest): string | null {
  if (request.formFields !== null) return "form";
  if (request.fileName !== null) return `open(${stringLiteral(request.fileName)}, "rb")`;
  return request.body === undefined
    ? null
    : `json.dumps(${valueLiteral(request.body, PYTHON_DIALECT, "    ")}).encode()`;
}
