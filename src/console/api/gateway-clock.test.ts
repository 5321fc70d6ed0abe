import type { Exchange } from "#contract/client.ts";
import { REHEARSAL_NOW_HEADER } from "#contract/rehearsal-header.ts";
import { beforeEach, expect, test } from "vitest";
import { gatewayNow, isGatewayClockHeld } from "../ui/gateway-clock.ts";
import { noteGatewayClock, pollingAgeMs, realWaitMs, showClockOf } from "./gateway-clock.ts";

const NINE = Date.parse("2026-01-15T09:00:00.000Z");
let environment = 0;

function answer(sentMs: number, receivedMs: number, atMs: number | null): void {
  const response_headers: Record<string, string> =
    atMs === null ? {} : { [REHEARSAL_NOW_HEADER]: new Date(atMs).toISOString() };
  const exchange = {
    status: 200,
    response_headers,
    started_at: new Date(sentMs),
    duration_ms: receivedMs - sentMs,
  };
  // The clock reads these four of an exchange and nothing else.
  noteGatewayClock(String(environment), exchange as Exchange);
}

beforeEach(() => {
  environment += 1;
  showClockOf(String(environment));
});

test("outside of a rehearsal the gateway's time is the browser's", () => {
  answer(0, 10, null);
  expect(isGatewayClockHeld()).toBe(false);
});

test("in a rehearsal the gateway's time is the newest that an answer told, and stands still", () => {
  answer(0, 10, NINE);
  expect(gatewayNow()).toBe(NINE);
  answer(20, 30, NINE + 1_000);
  expect(gatewayNow()).toBe(NINE + 1_000);
});

test("an answer that was overtaken does not turn the time back, nor end the rehearsal", () => {
  answer(0, 10, NINE + 5_000);
  answer(5, 20, NINE);
  answer(6, 21, null);
  expect(gatewayNow()).toBe(NINE + 5_000);
});

test("after an emptied gateway began anew, its earlier time is taken", () => {
  answer(0, 10, NINE + 60_000);
  answer(20, 30, NINE);
  expect(gatewayNow()).toBe(NINE);
  answer(40, 50, null);
  expect(isGatewayClockHeld()).toBe(false);
});

test("another environment's rehearsal does not touch the time of the one that is shown", () => {
  answer(0, 10, NINE);
  showClockOf("elsewhere");
  expect(isGatewayClockHeld()).toBe(false);
  answer(20, 30, NINE + 1_000);
  expect(isGatewayClockHeld()).toBe(false);
  showClockOf(String(environment));
  expect(gatewayNow()).toBe(NINE + 1_000);
});

test("how often is asked goes by real waiting, not by a rehearsal's time", () => {
  expect(realWaitMs(30_000)).toBe(30_000);
  answer(0, 10, NINE);
  expect(pollingAgeMs("2026-01-15T08:00:00.000Z")).toBe(0);
  expect(realWaitMs(30_000)).toBe(1_500);
  expect(realWaitMs(false)).toBe(false);
});
