type Headers = Readonly<Record<string, string>>;

const SECOND_MS = 1_000;

/**
 * How long a provider asks to be left alone, in milliseconds; null when it does not say. `Retry-After` (RFC 9110, 10.2.3)
 * holds seconds or a date; `retry-after-ms` is what OpenAI's and Azure's servers send beside it. Without either, the reset
 * of an exhausted limit counts: `x-ratelimit-reset-requests` and `-tokens`, as OpenAI and Groq document them under
 * "Rate limits".
 */
export function retryAfterMs(headers: Headers, now: Date): number | null {
  const precise = numberOf(headers["retry-after-ms"]);
  if (precise !== null) return Math.ceil(precise);
  const stated = headers["retry-after"];
  return stated === undefined ? resetMs(headers) : statedMs(stated.trim(), now);
}

function statedMs(text: string, now: Date): number | null {
  const seconds = numberOf(text);
  if (seconds !== null) return Math.ceil(seconds * SECOND_MS);
  // Only a date with words is one: Date.parse takes much else for a date as well.
  const date = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime());
}

/** The longest reset among the limits of which nothing remains. */
function resetMs(headers: Headers): number | null {
  const resets = ["requests", "tokens"].flatMap((limit) => {
    if (numberOf(headers[`x-ratelimit-remaining-${limit}`]) !== 0) return [];
    return durationMs(headers[`x-ratelimit-reset-${limit}`]?.trim() ?? "") ?? [];
  });
  return resets.length === 0 ? null : Math.max(...resets);
}

const DURATION = /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/;

/** "6m0s", "7.66s", "120ms", or a bare number of seconds. */
function durationMs(text: string): number | null {
  const seconds = numberOf(text);
  if (seconds !== null) return Math.ceil(seconds * SECOND_MS);
  const parts = text === "" ? null : DURATION.exec(text);
  if (parts === null) return null;
  const [hours, minutes, wholeSeconds, milliseconds] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  const inSeconds = (hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (wholeSeconds ?? 0);
  return Math.ceil(inSeconds * SECOND_MS + (milliseconds ?? 0));
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,12}(?:\.\d+)?$/.test(text.trim()) ? Number(text) : null;
}
