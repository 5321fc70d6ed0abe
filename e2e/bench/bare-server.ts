/**
 * The peer of polls: the gateway's framework with nothing but the check of a bearer token against a table in memory and
 * a body of JSON. Run as a process of its own; prints its port.
 */
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const [token = "", bodyFile = ""] = process.argv.slice(2);
const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
const known = new Set([hash(token)]);
const body: unknown = JSON.parse(readFileSync(bodyFile, "utf8"));

const app = new Hono();
app.get("/v1/batches/:id", (context) => {
  const bearer = /^bearer +(\S+) *$/i.exec(context.req.header("authorization") ?? "")?.[1] ?? "";
  return known.has(hash(bearer))
    ? context.json(body)
    : context.json({ error: "unauthenticated" }, 401);
});
serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => console.log(port));
