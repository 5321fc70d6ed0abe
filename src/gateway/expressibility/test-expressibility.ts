import type { Expressibility } from "./expressibility.ts";

/** As it is in a gateway that has sandbox lanes alone: they take every item. */
export const SANDBOX_ALONE: Expressibility = {
  formChanges: null,
  countItems: () => null,
  groupsOfFile: async ({ groups }) => groups,
};
