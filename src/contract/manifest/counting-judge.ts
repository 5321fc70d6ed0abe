import { addToGroup, ManifestGroups } from "./groups.ts";
import { acceptedItem, type ManifestItem } from "./item.ts";
import { LineIndexBuilder } from "./line-index.ts";
import { LineJudge } from "./line-judge.ts";
import type { AlikeLine } from "./line-pattern.ts";
import { LinePatterns } from "./line-patterns.ts";
import type { ManifestOptions } from "./options.ts";
import { parseItem } from "./parse-item.ts";
import type { ManifestSummary } from "./summary.ts";
import { estimateTokens } from "./token-estimate.ts";
import { UrlUses } from "./url-uses.ts";

/** What lines come to; the rest of the summary is for who reads the bytes. */
type CountedSummary = Omit<
  ManifestSummary,
  "bytes" | "line_count" | "has_bom" | "has_crlf" | "is_complete"
>;

/** Judges the lines of a whole input, and counts what the good ones come to. */
export class CountingJudge {
  /** For lines that cannot be judged by what they hold. */
  readonly lines: LineJudge;
  readonly #onItem: ManifestOptions["onItem"];
  readonly #patterns: LinePatterns;
  readonly #groups: ManifestGroups;
  readonly #urls = new UrlUses();
  readonly #index: LineIndexBuilder;
  #itemCount = 0;

  constructor(options: ManifestOptions) {
    this.lines = new LineJudge(options);
    const { maxGroups, maxIdLength, maxIndexEntries } = this.lines.limits;
    this.#onItem = options.onItem;
    this.#patterns = new LinePatterns(maxIdLength);
    this.#groups = new ManifestGroups(maxGroups);
    this.#index = new LineIndexBuilder(maxIndexEntries);
  }

  /** Judges the bytes of a line, its line end taken off. */
  judgeBytes(bytes: Uint8Array, line: number, offset: number): void {
    const alike = this.#patterns.match(bytes);
    if (alike !== undefined) {
      this.#judgeAlike(alike, bytes, line, offset);
      return;
    }
    const item = this.lines.judgeBytes(bytes, line);
    if (item === undefined) return;
    this.#patterns.learn(bytes, item);
    this.#accept(item, line, offset);
  }

  /** Judges what a line holds, already parsed. */
  judgeValue(value: unknown, line: number, offset: number): void {
    const item = this.lines.judgeValue(value, line);
    if (item !== undefined) this.#accept(item, line, offset);
  }

  summary(): CountedSummary {
    return {
      ...this.lines.summary(),
      item_count: this.#itemCount,
      groups: this.#groups.list(),
      urls: this.#urls.list(),
      line_index: this.#index.build(),
    };
  }

  #judgeAlike(found: AlikeLine, bytes: Uint8Array, line: number, offset: number): void {
    const { alike, custom_id, input_tokens } = found;
    if (!this.lines.judgeAlike(custom_id, alike.format, line)) return;
    if (!this.#count(alike, input_tokens, line, offset)) return;
    const { operation, models, url } = alike;
    const read = (): ManifestItem => parseItem(bytes);
    this.#onItem?.({ custom_id, operation, models, url, read }, line, offset);
  }

  #accept(item: ManifestItem, line: number, offset: number): void {
    if (this.#count(item, estimateTokens(item.body), line, offset))
      this.#onItem?.(acceptedItem(item), line, offset);
  }

  /** Whether there was room for the item. */
  #count(item: ManifestItem, inputTokens: number, line: number, offset: number): boolean {
    const group = this.#groups.groupOf(item);
    if (group === undefined) {
      const message = `The file asks for more than ${this.lines.limits.maxGroups} combinations of operation and models. Split it.`;
      this.lines.report("too_many_groups", "", message);
      return false;
    }
    addToGroup(group, item, inputTokens);
    this.#urls.add(item.url, line);
    this.#itemCount += 1;
    this.#index.add(offset);
    return true;
  }
}
