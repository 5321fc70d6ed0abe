import type { OutgoingMail } from "./mail.ts";

export interface MailContent {
  to: string;
  subject: string;
  /** Plain sentences, a paragraph each. */
  paragraphs: readonly string[];
  action: { label: string; url: string; token: string } | null;
  closing: string;
}

/** A mail in text and HTML that say the same; the HTML loads nothing and names nothing but the link. An address or subject with a control character throws. */
export function composeMail({
  to,
  subject,
  paragraphs,
  action,
  closing,
}: MailContent): OutgoingMail {
  for (const header of [to, subject]) {
    // A line end begins another header.
    if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(header))
      throw new TypeError("A control character in a mail's address or subject");
  }
  const link =
    action === null
      ? []
      : [`${action.label}:\n${action.url}`, `Or send this token:\n${action.token}`];
  const text = [...paragraphs, ...link, closing, "Batchrouter"].join("\n\n");
  const html = [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head><body>`,
    ...paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`),
    ...(action === null
      ? []
      : [
          `<p><a href="${escapeHtml(action.url)}">${escapeHtml(action.label)}</a></p>`,
          `<p>Or send this token: <code>${escapeHtml(action.token)}</code></p>`,
        ]),
    `<p>${escapeHtml(closing)}</p><p>Batchrouter</p></body></html>`,
  ].join("\n");
  return {
    to,
    subject,
    text,
    html,
    links: action === null ? [] : [action.url],
    token: action?.token ?? null,
  };
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
}
