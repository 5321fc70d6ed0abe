/** What stands at a path by its parts so far. */
interface Place<Route> {
  spelled: Map<string, Place<Route>>;
  parameter: Place<Route> | undefined;
  routes: Map<string, NamedRoute<Route>>;
  /** Those that go on with whatever follows. */
  open: Map<string, NamedRoute<Route>>;
}

interface NamedRoute<Route> {
  route: Route;
  names: readonly string[];
}

/** A route and the parameters of the path that it was found by, decoded. */
export interface FoundRoute<Route> {
  route: Route;
  params: Record<string, string>;
}

/**
 * Routes by method and path: `/v1/batches/{id}` has a parameter, and `/local/forward/*` goes on with whatever follows. A part
 * that is spelled out comes before a parameter in its place. Much of what a poll takes is finding its route, so it is found
 * by one look-up a part.
 */
export class RouteTable<Route> {
  readonly #root = newPlace<Route>();

  add(method: string, path: string, route: Route): void {
    const names: string[] = [];
    let place = this.#root;
    for (const part of path.split("/").slice(1)) {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      if (part === "*") {
        place.open.set(method, { route, names });
        return;
      }
      if (name === undefined) place = entryOf(place.spelled, part);
      else {
        names.push(name);
        place = place.parameter ??= newPlace();
      }
    }
    place.routes.set(method, { route, names });
  }

  /** The route of a path as `URL` has it. */
  find(method: string, pathname: string): FoundRoute<Route> | undefined {
    const parts = pathname.includes("%") ? pathname.split("/").map(decoded) : pathname.split("/");
    const values: string[] = [];
    const found = search(this.#root, method, parts, values);
    if (found === undefined) return undefined;
    const params: Record<string, string> = {};
    found.names.forEach((name, at) => (params[name] = values[at] ?? ""));
    return { route: found.route, params };
  }
}

function newPlace<Route>(): Place<Route> {
  return { spelled: new Map(), parameter: undefined, routes: new Map(), open: new Map() };
}

function entryOf<Route>(places: Map<string, Place<Route>>, part: string): Place<Route> {
  const known = places.get(part);
  if (known !== undefined) return known;
  const made = newPlace<Route>();
  places.set(part, made);
  return made;
}

/** `values` holds, once it is found, what stands for each parameter. */
function search<Route>(
  place: Place<Route>,
  method: string,
  parts: readonly string[],
  values: string[],
  at = 1,
): NamedRoute<Route> | undefined {
  const part = parts[at];
  if (part === undefined) return place.routes.get(method);
  const next = place.spelled.get(part);
  const spelled = next && search(next, method, parts, values, at + 1);
  if (spelled !== undefined) return spelled;
  if (place.parameter !== undefined && part !== "") {
    values.push(part);
    const found = search(place.parameter, method, parts, values, at + 1);
    if (found !== undefined) return found;
    values.pop();
  }
  return place.open.get(method);
}

/** What cannot be decoded is taken as it stands. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
