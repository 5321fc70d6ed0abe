import type { ManifestIssueCode } from "./issues.ts";
import { formatOfLine, isFieldOf, type ManifestFormat } from "./line-format.ts";

/** How a format is called in a message. */
const NAMES: Readonly<Record<ManifestFormat, string>> = {
  native: "native",
  openai_batch: "OpenAI Batch",
};

const UNKNOWN = {
  code: "unknown_format",
  message:
    "This is no input line. A native one has customer_item_id, operation, model and input; an OpenAI Batch one has custom_id, method, url and body.",
} as const;

/** The format of a line, and why the line is not to be judged by it. */
export interface FormatVerdict {
  format: ManifestFormat | undefined;
  fault?: { code: ManifestIssueCode; message: string };
}

/** Holds a file to one format: that of the first line that shows one. */
export class FileFormat {
  #decided: ManifestFormat | undefined;

  /** `decided`: what the file is known to be before its first line. */
  constructor(decided?: ManifestFormat) {
    this.#decided = decided;
  }

  /** Undefined until a line has shown a format. */
  get decided(): ManifestFormat | undefined {
    return this.#decided;
  }

  judge(line: Readonly<Record<string, unknown>>): FormatVerdict {
    const decided = this.#decided;
    if (decided !== undefined && hasOnlyFieldsOf(decided, line)) return { format: decided };
    const format = formatOfLine(line);
    if (decided === undefined) {
      this.#decided = format;
      return format === undefined ? { format, fault: UNKNOWN } : { format };
    }
    if (format === undefined || format === decided) return { format: decided };
    const message = `This is ${NAMES[format]}, but the file began as ${NAMES[decided]}. Keep one format per file.`;
    return { format, fault: { code: "mixed_formats", message } };
  }
}

function hasOnlyFieldsOf(format: ManifestFormat, line: Readonly<Record<string, unknown>>): boolean {
  for (const name in line) if (!isFieldOf(format, name)) return false;
  return true;
}
