import type { ManifestUrl } from "./line-format.ts";

/** An endpoint that good items of an input are for. */
export interface UrlUse {
  url: ManifestUrl;
  /** The first line that is for it, counted from 1. */
  first_line: number;
}

/** Notes which endpoints an input is for, in order of first appearance. */
export class UrlUses {
  readonly #uses: UrlUse[] = [];
  /** Most items are for the same endpoint as the one before. */
  #last: ManifestUrl | undefined;

  add(url: ManifestUrl, line: number): void {
    if (url === this.#last) return;
    this.#last = url;
    if (!this.#uses.some((use) => use.url === url)) this.#uses.push({ url, first_line: line });
  }

  list(): UrlUse[] {
    return [...this.#uses];
  }
}
