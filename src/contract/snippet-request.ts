/** A call in the words that every language shares. */
export interface SnippetRequest {
  method: string;
  url: string;
  headers: [name: string, value: string][];
  /** The variable's name without the dollar. */
  variable: string | null;
  /** Undefined where there is no JSON body. */
  body: unknown;
  fileName: string | null;
  /** Where the file goes as a form alone: the fields beside it. */
  formFields: Readonly<Record<string, string>> | null;
  /** Whether the answer may be elsewhere. */
  mayRedirect: boolean;
}
