/** A content around the place that matters. */
export interface SignedExcerpt {
  before: string;
  /** The changed character; "" when none is. */
  marked: string;
  after: string;
  hasMoreBefore: boolean;
  hasMoreAfter: boolean;
}

/** What is put on the page of a signed content; bodies of events are far smaller. */
const SHOWN_CHARACTERS = 8_000;

/** All of a small content, or its part around a marked character, or its beginning. */
export function excerptOf(content: string, markedAt: number | null): SignedExcerpt {
  const start = markedAt === null ? 0 : Math.max(0, markedAt - SHOWN_CHARACTERS / 2);
  const end = Math.min(content.length, start + SHOWN_CHARACTERS);
  const mark = markedAt ?? end;
  return {
    before: content.slice(start, mark),
    marked: content.slice(mark, markedAt === null ? mark : mark + 1),
    after: content.slice(markedAt === null ? mark : mark + 1, end),
    hasMoreBefore: start > 0,
    hasMoreAfter: end < content.length,
  };
}
