/** What one check has found. */
export interface Finding {
  check: string;
  /** `skipped` where something else is in the way, which is said. */
  state: "ok" | "wrong" | "skipped";
  message: string;
  /** What would likely put it right; null where nothing is wrong. */
  fix: string | null;
}

/** A check that found nothing wrong. */
export function ok(check: string, message: string): Finding {
  return { check, state: "ok", message, fix: null };
}

/** A check that found something wrong. */
export function wrong(check: string, message: string, fix: string): Finding {
  return { check, state: "wrong", message, fix };
}

/** A check that could not be made. */
export function skipped(check: string, message: string): Finding {
  return { check, state: "skipped", message, fix: null };
}

const NAMED = 5;

/** "3 batches: bat_1, bat_2, bat_3", the first five by name. */
export function counted(rows: readonly { id: string }[], one: string, many: string): string {
  const ids = rows.slice(0, NAMED).map(({ id }) => id);
  const rest = rows.length > NAMED ? ", …" : "";
  return `${rows.length} ${rows.length === 1 ? one : many}: ${ids.join(", ")}${rest}`;
}
