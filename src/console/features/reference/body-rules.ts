import type { Endpoint } from "#contract/endpoint.ts";

/** What holds between the fields of a body, in the words that a refusal would use. */
export function bodyRules({ body }: Endpoint): string[] {
  if (body?.kind !== "json") return [];
  return (body.schema._zod.def.checks ?? []).flatMap((check) => {
    const { check: kind, error } = check._zod.def;
    if (kind !== "custom" || error === undefined) return [];
    // A refinement's words do not depend on the value; zod keeps them as a function all the same.
    const words = error({ code: "custom", input: undefined, path: [] } as Parameters<
      typeof error
    >[0]);
    return typeof words === "string" ? [words] : [];
  });
}
