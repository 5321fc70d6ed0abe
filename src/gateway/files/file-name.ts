const UNNAMED = "input.jsonl";
const MAX_CHARACTERS = 200;

/** A client's name for a file as it is kept: its last path segment, no control or invisible characters, bounded. */
export function safeFilename(given: string | null | undefined): string {
  const segment = (given ?? "").split(/[/\\]/).at(-1) ?? "";
  // \p{C} has controls, bidirectional overrides and lone surrogates, none of which a text column or a screen should get.
  const name = [...segment.replaceAll(/\p{C}/gu, "").trim()].slice(0, MAX_CHARACTERS).join("");
  return /^\.*$/.test(name) ? UNNAMED : name;
}

/** A `Content-Disposition` that saves under this name, in the plain and in the RFC 8187 form. */
export function attachmentNamed(filename: string): string {
  const plain = filename.replaceAll(/[^\w .()-]/g, "_");
  const encoded = encodeURIComponent(filename).replaceAll(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
