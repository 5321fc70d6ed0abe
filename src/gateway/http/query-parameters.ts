import type * as z from "zod/mini";

/**
 * The query of an address as an object for a schema to judge: `metadata[key]=value` becomes an entry of `metadata`, and so
 * does `metadata=key:value` where the schema has a record there; a name that comes twice becomes a list.
 */
export function queryParameters(url: URL, schema: z.core.$ZodType): Record<string, unknown> {
  // No prototype: a parameter called __proto__ is then a name like any other.
  const query: Record<string, unknown> = Object.create(null);
  if (url.search === "") return query;
  for (const [name, value] of url.searchParams) {
    const nested = /^([^[\]]+)\[([^[\]]+)\]$/.exec(name);
    if (nested?.[1] !== undefined && nested[2] !== undefined)
      addPair(query, nested[1], nested[2], value);
    else if (isRecord(schema, name) && value.includes(":")) {
      const colon = value.indexOf(":");
      addPair(query, name, value.slice(0, colon), value.slice(colon + 1));
    } else query[name] = name in query ? [query[name], value].flat() : value;
  }
  return query;
}

function addPair(query: Record<string, unknown>, name: string, key: string, value: string): void {
  const known = query[name];
  const pairs: Record<string, unknown> =
    typeof known === "object" && known !== null ? { ...known } : {};
  pairs[key] = value;
  query[name] = pairs;
}

function isRecord(schema: z.core.$ZodType, name: string): boolean {
  const definition = schema._zod.def;
  if (definition.type !== "object") return false;
  const { shape } = definition as z.core.$ZodObjectDef; // by its `type`
  let field = Object.hasOwn(shape, name) ? shape[name] : undefined;
  while (field !== undefined && "innerType" in field._zod.def) {
    field = (field._zod.def as z.core.$ZodOptionalDef).innerType; // it has just been seen
  }
  return field?._zod.def.type === "record";
}
