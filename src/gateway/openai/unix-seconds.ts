/** A moment in whole Unix seconds, as OpenAI's API has them; null stays null. */
export function unixSeconds<Moment extends Date | null>(
  moment: Moment,
): Moment extends Date ? number : null;
export function unixSeconds(moment: Date | null): number | null {
  return moment === null ? null : Math.floor(moment.getTime() / 1_000);
}
