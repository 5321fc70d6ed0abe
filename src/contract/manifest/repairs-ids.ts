import { MANIFEST_LIMITS } from "./limits.ts";
import { membersOf } from "./repairs-members.ts";
import { SeenIds } from "./seen-ids.ts";

const MAX_COUNTED = 10_000;

/**
 * The ids of a file and those given to it since. All of the file's own are claimed in a first pass, so that an id made for
 * line 3 cannot be one that line 900,000 has. It grows by at most forty bytes a line.
 */
export class IdRegister {
  readonly #seen = new SeenIds();
  /** Where counting goes on for an id that many lines have; forgotten now and then, which only costs time. */
  readonly #counted = new Map<string, number>();

  /** Notes an id that the file has, with the line that has it. */
  claim(id: string, line: number): void {
    this.#seen.add(id, line);
  }

  /** Whether another line used the id before this one. */
  isDuplicate(id: string, line: number): boolean {
    const first = this.#seen.add(id, line);
    return first !== 0 && first !== line;
  }

  /** `item-000012` for line 12, or where the file has that id `item-000012-2`, `-3` and so on. */
  idForLine(line: number): string {
    const id = `item-${String(line).padStart(6, "0")}`;
    return this.#seen.add(id, line) === 0 ? id : (this.#suffixed(id, line) ?? id);
  }

  /** The id with the first free of `-2`, `-3` and so on; undefined when that is longer than an id may be. */
  uniqueId(id: string, line: number): string | undefined {
    return this.#suffixed(id, line);
  }

  #suffixed(id: string, line: number): string | undefined {
    for (let count = (this.#counted.get(id) ?? 1) + 1; ; count += 1) {
      const candidate = `${id}-${count}`;
      if (candidate.length > MANIFEST_LIMITS.maxIdLength) return undefined;
      if (this.#seen.add(candidate, line) !== 0) continue;
      if (this.#counted.size >= MAX_COUNTED) this.#counted.clear();
      this.#counted.set(id, count);
      return candidate;
    }
  }
}

/** The line with an id as its first field; all other bytes stay. */
export function withId(text: string, field: string, id: string): string {
  const start = text.indexOf("{") + 1;
  const isEmpty = text.slice(start).trimStart().startsWith("}");
  const member = `${JSON.stringify(field)}:${JSON.stringify(id)}${isEmpty ? "" : ","}`;
  return text.slice(0, start) + member + text.slice(start);
}

/** The line with another id in the place of its own; all other bytes stay. */
export function withOtherId(text: string, field: string, id: string): string {
  // Of a field that stands twice the last one counts.
  const member = membersOf(text).findLast(({ name }) => name === field);
  if (member === undefined) return text;
  return text.slice(0, member.valueStart) + JSON.stringify(id) + text.slice(member.valueEnd);
}
