import type { Endpoint } from "#contract/endpoint.ts";
import type { Handler, Handlers } from "./handler.ts";

/** A contract, or a part of one: groups of endpoints by name. */
export type EndpointTree = Record<string, Record<string, Endpoint>>;

/** A handler for every endpoint of the tree; leave one out and it does not compile. */
export type HandlerTree<Tree extends EndpointTree> = {
  [Group in keyof Tree]: Handlers<Tree[Group]>;
};

/** An endpoint and what answers it. */
export interface EndpointRoute {
  endpoint: Endpoint;
  handler: Handler<Endpoint>;
}

/** The tree as routes to match in this order: a path spelled out comes before one with a parameter in its place. */
export function endpointRoutes<Tree extends EndpointTree>(
  tree: Tree,
  handlers: HandlerTree<Tree>,
  isLocal: boolean,
): EndpointRoute[] {
  return Object.entries(tree)
    .flatMap(([group, endpoints]) =>
      Object.entries(endpoints).map(([name, endpoint]) => ({
        endpoint,
        // HandlerTree has a handler for each name of each group; the router hands each one only its own endpoint's context.
        handler: (handlers[group] as Record<string, Handler<Endpoint>>)[name] as Handler<Endpoint>,
      })),
    )
    .filter(({ endpoint }) => isLocal || endpoint.local !== true)
    .toSorted((a, b) => sortKey(a.endpoint).localeCompare(sortKey(b.endpoint)));
}

/** Part by part, a spelled one before a parameter. */
function sortKey(endpoint: Endpoint): string {
  return endpoint.path
    .split("/")
    .map((part) => (part.startsWith("{") ? "1" : `0${part}`))
    .join("/");
}

/** The methods by which a path is served; empty when it is not served at all. */
export function methodsOf(routes: readonly EndpointRoute[], pathname: string): string[] {
  const methods = routes
    .filter(({ endpoint }) => pathMatcher(endpoint.path).test(pathname))
    .map(({ endpoint }) => endpoint.method);
  return [...new Set(methods)];
}

function pathMatcher(path: string): RegExp {
  const literal = path.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
}
