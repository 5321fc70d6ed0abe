const grouped = new Intl.NumberFormat("en-US");

/** "1 item", "1,319 items". */
export function counted(count: number, noun: string): string {
  return `${grouped.format(count)} ${count === 1 ? noun : `${noun}s`}`;
}
