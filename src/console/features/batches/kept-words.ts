import type { EnvironmentKind } from "../../environments/environment.ts";

/** Until when a batch's results are there, as far as it is known: the API itself says nothing of it. */
export function keptWords(kind: EnvironmentKind): string {
  return kind === "local"
    ? "Results and bill are kept until this gateway is emptied, the input until its file is deleted. A signed link has an end of its own; each download makes a fresh one."
    : "How long results are kept, this environment’s API does not say. Each download makes a fresh link.";
}
