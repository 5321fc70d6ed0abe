import { expect, test } from "vitest";
import { RouteTable } from "./route-table.ts";

const table = new RouteTable<string>();
for (const [method, path] of [
  ["GET", "/v1/batches"],
  ["GET", "/v1/batches/{id}"],
  ["POST", "/v1/batches/input-manifests"],
  ["GET", "/v1/batches/{id}/results"],
  ["GET", "/v1/batches/{batch_id}/units/{unit}"],
  ["GET", "/v1/workflows/agent/runs"],
  ["GET", "/v1/workflows/{slug}/runs/{id}"],
  ["GET", "/local/forward/*"],
] as const)
  table.add(method, path, `${method} ${path}`);

test.each([
  ["/v1/batches", "GET /v1/batches", {}],
  ["/v1/batches/bat_1", "GET /v1/batches/{id}", { id: "bat_1" }],
  ["/v1/batches/bat_1/results", "GET /v1/batches/{id}/results", { id: "bat_1" }],
  [
    "/v1/batches/bat_1/units/2",
    "GET /v1/batches/{batch_id}/units/{unit}",
    { batch_id: "bat_1", unit: "2" },
  ],
  ["/local/forward/test/v1/batches", "GET /local/forward/*", {}],
])("%s is found with its parameters", (path, route, params) => {
  expect(table.find("GET", path)).toEqual({ route, params });
});

test("a part that is spelled comes before a parameter, and gives way where it leads nowhere", () => {
  expect(table.find("POST", "/v1/batches/input-manifests")?.route).toMatch(/^POST/);
  expect(table.find("GET", "/v1/batches/input-manifests")).toEqual({
    route: "GET /v1/batches/{id}",
    params: { id: "input-manifests" },
  });
  expect(table.find("GET", "/v1/workflows/agent/runs/run_1")).toEqual({
    route: "GET /v1/workflows/{slug}/runs/{id}",
    params: { slug: "agent", id: "run_1" },
  });
});

test.each(["/", "/v1", "/v1/batches/", "/v1//batches", "/v1/batches//results", "/V1/batches"])(
  "%s is no route",
  (path) => expect(table.find("GET", path)).toBeUndefined(),
);

test("another method is no route", () => {
  expect(table.find("POST", "/v1/batches/bat_1")).toBeUndefined();
});

test("parts are decoded, each on its own; what cannot be decoded stands", () => {
  expect(table.find("GET", "/v1/%62atches/a%2Fb%20c")?.params).toEqual({ id: "a/b c" });
  expect(table.find("GET", "/v1/batches/100%")?.params).toEqual({ id: "100%" });
});
