/** The id of the search field, and its place in an address: `/docs#search`. */
export const SEARCH_ID = "search";
/** The id of the list of what was found. */
export const RESULTS_ID = "reference-results";

/** The links of that list, from the top. */
export function resultLinks(): HTMLAnchorElement[] {
  return [...document.querySelectorAll<HTMLAnchorElement>(`#${RESULTS_ID} a`)];
}
