/** A moment for a sentence: "10:32 UTC". */
export function clockText(moment: Date): string {
  return `${moment.toISOString().slice(11, 16)} UTC`;
}

/** With a capital at its beginning. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
