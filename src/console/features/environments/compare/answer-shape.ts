/** The kinds of value found at each place of a JSON answer, by path: `data[].id` → string. */
export type Shape = ReadonlyMap<string, ReadonlySet<string>>;

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** What a JSON value is made of; the members of a list count as one. */
export function shapeOf(value: unknown): Shape {
  const shape = new Map<string, Set<string>>();
  const visit = (path: string, inner: unknown): void => {
    const kinds = shape.get(path) ?? new Set();
    shape.set(path, kinds.add(kindOf(inner)));
    if (Array.isArray(inner)) {
      for (const member of inner) visit(`${path}[]`, member);
    } else if (inner !== null && typeof inner === "object") {
      for (const [name, member] of Object.entries(inner))
        visit(path === "" ? name : `${path}.${name}`, member);
    }
  };
  visit("", value);
  return shape;
}

/** The place that holds this one; "" holds what is at the top. */
function holderOf(path: string): string {
  return path.endsWith("[]")
    ? path.slice(0, -2)
    : path.slice(0, Math.max(0, path.lastIndexOf(".")));
}

/** Whether a place could be there: what holds it is, with something in it. An empty list or a null tells nothing. */
function couldHold(shape: Shape, path: string): boolean {
  if (path.endsWith("[]")) return false;
  return shape.get(holderOf(path))?.has("object") === true;
}

/** The paths below others of the list are left out: the highest says it all. */
function highest(paths: readonly string[]): string[] {
  return paths.filter(
    (path) => !paths.some((other) => path.startsWith(`${other}.`) || path.startsWith(`${other}[]`)),
  );
}

/** The places of the first that the second has not, though it could. */
export function missingPaths(of: Shape, from: Shape): string[] {
  return highest([...of.keys()].filter((path) => !from.has(path) && couldHold(from, path)));
}

/** The places that hold values of different kinds, as `path: string, number`; null beside another kind is no difference. */
export function kindDifferences(one: Shape, other: Shape): string[] {
  return [...one].flatMap(([path, kinds]) => {
    const others = other.get(path);
    if (others === undefined) return [];
    const here = [...kinds].filter((kind) => kind !== "null");
    const there = [...others].filter((kind) => kind !== "null");
    if (here.length === 0 || there.length === 0) return [];
    if (here.some((kind) => others.has(kind))) return [];
    return [`${path}: ${here.join(" or ")}, ${there.join(" or ")}`];
  });
}
