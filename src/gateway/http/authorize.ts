import type { Auth } from "#contract/endpoint.ts";
import type { Principal } from "./handler.ts";
import { problem } from "./problem.ts";

/** Throws the 403 that fits when who calls may not call what asks for this. */
export function requireRight(auth: Auth, principal: Principal): void {
  if (auth.kind === "session" && principal.kind !== "session") {
    throw problem(
      "permission_denied",
      "This needs a session: sign in and send the session token, not an API key.",
      {
        needs: "session",
      },
    );
  }
  if (
    auth.kind === "either" &&
    auth.permission !== null &&
    !principal.permissions.has(auth.permission)
  ) {
    throw problem("permission_denied", `This key lacks the permission "${auth.permission}".`, {
      permission: auth.permission,
    });
  }
}

/** The token of the Authorization header; throws `unauthenticated` when there is none. */
export function bearerOf(request: Request): string {
  const header = request.headers.get("authorization");
  if (header === null) throw problem("unauthenticated");
  const bearer = /^bearer +(\S+) *$/i.exec(header)?.[1];
  if (bearer === undefined) {
    throw problem(
      "unauthenticated",
      "The Authorization header is not of the form `Bearer <token>`.",
    );
  }
  return bearer;
}
