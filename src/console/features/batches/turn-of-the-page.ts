/** Lets the page draw and answer before long work goes on. */
export function turnOfThePage(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
