import type { FieldReader } from "./field-reader.ts";
import type { ImageDetail, MediaPart, MediaSource } from "./conversation.ts";

const DATA_URL = /^data:([^;,]+)(?:;[^;,]+)*;base64,/i;
const IMAGE_DETAILS = ["auto", "low", "high", "original"] as const;
const AUDIO_TYPES: Readonly<Record<string, string>> = { wav: "audio/wav", mp3: "audio/mp3" };

/** The source that a URL stands for: the bytes themselves when it is a data URL in base64; undefined when it is neither. */
function sourceOfUrl(url: string): MediaSource | undefined {
  const match = DATA_URL.exec(url);
  if (match?.[1] !== undefined)
    return { kind: "base64", media_type: match[1].toLowerCase(), data: url.slice(match[0].length) };
  return /^https?:/i.test(url) ? { kind: "url", url } : undefined;
}

/** The URL that stands for a source: of bytes, a data URL. */
export function urlOfSource(source: MediaSource): string {
  if (source.kind === "url") return source.url;
  return `data:${source.media_type};base64,${source.data}`;
}

/** A picture whose `urlField` holds its URL, with its detail beside it. */
export function readImage(fields: FieldReader, urlField: string): MediaPart | undefined {
  const stated = fields.word("detail", IMAGE_DETAILS) ?? "auto";
  const detail: ImageDetail | null = stated === "auto" ? null : stated;
  const source = readUrl(fields, urlField);
  if (source === undefined) return undefined;
  return { type: "media", kind: "image", source, detail, filename: null, path: fields.path };
}

/** A document by its bytes or its URL. */
export function readDocument(fields: FieldReader): MediaPart | undefined {
  const filename = fields.text("filename") ?? null;
  const field = fields.value("file_url") === undefined ? "file_data" : "file_url";
  const source = readUrl(fields, field);
  if (source === undefined) return undefined;
  return { type: "media", kind: "document", source, detail: null, filename, path: fields.path };
}

/** A recording in base64. */
export function readAudio(fields: FieldReader): MediaPart {
  const data = fields.requiredText("data");
  const format = fields.requiredWord("format", ["wav", "mp3"]) ?? "wav";
  const source: MediaSource = {
    kind: "base64",
    media_type: AUDIO_TYPES[format] ?? format,
    data,
  };
  return { type: "media", kind: "audio", source, detail: null, filename: null, path: fields.path };
}

/** The word by which OpenAI's forms name the kind of a recording; undefined for one that they do not take. */
export function audioFormat(media_type: string): string | undefined {
  return Object.keys(AUDIO_TYPES).find((format) => AUDIO_TYPES[format] === media_type);
}

function readUrl(fields: FieldReader, name: string): MediaSource | undefined {
  const url = fields.text(name);
  if (url === undefined) {
    // A file id stands in the place of the bytes.
    if (fields.value("file_id") !== undefined)
      fields.report("file_id", "names a file that only its own provider has. Send the bytes.");
    else if (fields.value(name) === undefined) fields.report(name, "is missing.");
    return undefined;
  }
  const source = sourceOfUrl(url);
  if (source === undefined)
    fields.report(
      name,
      "is neither an http URL nor a data URL in base64, so it cannot be translated.",
    );
  return source;
}
