/** What a state means, and the only thing that may have a colour. `neutral` is for words that are no state. */
export type Tone = "done" | "running" | "failed" | "attention" | "waiting" | "neutral";

/** The class for words of a tone. */
export const toneText: Record<Tone, string> = {
  done: "text-done-text",
  running: "text-running-text",
  failed: "text-failed-text",
  attention: "text-attention-text",
  waiting: "text-waiting-text",
  neutral: "text-secondary",
};

/** The class that fills a shape with a tone. */
export const toneFill: Record<Tone, string> = {
  done: "bg-done-fill",
  running: "bg-running-fill",
  failed: "bg-failed-fill",
  attention: "bg-attention-fill",
  waiting: "bg-waiting-fill",
  neutral: "bg-ink",
};

/** The class for the quiet ground of a badge or a callout. */
export const toneSoft: Record<Tone, string> = {
  done: "bg-done-soft",
  running: "bg-running-soft",
  failed: "bg-failed-soft",
  attention: "bg-attention-soft",
  waiting: "bg-waiting-soft",
  neutral: "bg-wash",
};

/** The class that gives `currentColor` the fill of a tone, for drawn shapes. */
export const toneShape: Record<Tone, string> = {
  done: "text-done-fill",
  running: "text-running-fill",
  failed: "text-failed-fill",
  attention: "text-attention-fill",
  waiting: "text-waiting-fill",
  neutral: "text-secondary",
};
