/** What a call is made of, as a page shows it before it is sent. */
export interface CallInput {
  params?: unknown;
  query?: unknown;
  body?: unknown;
}

/** What a person types and nobody else is to read on the screen, and what stands for it. */
const STAND_INS: Readonly<Record<string, string>> = {
  password: "<password>",
  current_password: "<current password>",
  secret: "<secret>",
};

function shownValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shownValue);
  if (value === null || typeof value !== "object" || value instanceof Blob) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const standIn = typeof inner === "string" && inner !== "" ? STAND_INS[name] : undefined;
      return [name, standIn ?? shownValue(inner)];
    }),
  );
}

/** The same call with a stand-in for each secret of its body: for the screen and for snippets. */
export function shownInput<I extends CallInput>(input: I): CallInput {
  return input.body === undefined ? input : { ...input, body: shownValue(input.body) };
}
