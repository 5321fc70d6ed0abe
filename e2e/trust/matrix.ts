import { newApiKeySecret } from "#contract/api-keys.ts";
import type { Endpoint } from "#contract/endpoint.ts";
import { allEndpoints } from "#contract/whole-api.ts";
import { GatewayProcess } from "../gateway-process.ts";
import { SeededRandom } from "../torture/seeded-random.ts";
import { callRaw, faultOfRefusal, type MatrixAnswer } from "./matrix-call.ts";
import { crossBorders, crossIdempotencyKeys } from "./matrix-crossings.ts";
import { openEstate, openOrg, type MatrixEstate, type MatrixOrg } from "./matrix-estate.ts";
import {
  MATRIX_ROUTES,
  namesOfNothing,
  type EndpointName,
  type Ending,
  type MatrixInput,
  type MatrixNames,
  type MatrixRoute,
} from "./matrix-routes.ts";
import type { TrustPart, TrustRow } from "./part.ts";
import { Tally } from "./tally.ts";

interface Matrix {
  url: string;
  owner: MatrixEstate;
  other: MatrixOrg;
}

interface Cell {
  name: string;
  endpoint: Endpoint;
  route: MatrixRoute;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function cells(): Cell[] {
  return allEndpoints.flatMap(({ name, endpoint }) => {
    const route = MATRIX_ROUTES[name as EndpointName]; // the tree's own names; looked at below all the same
    return route === undefined ? [] : [{ name, endpoint, route }];
  });
}

function classified(): TrustRow {
  const tally = new Tally("endpoints of the contract, and whose things they reach");
  for (const { name, endpoint } of allEndpoints) {
    const route: MatrixRoute | undefined = MATRIX_ROUTES[name as EndpointName];
    const isOpen = endpoint.auth.kind === "none";
    const saysOpen = route?.reach === "open" || route?.reach === "link" || route?.reach === "local";
    tally.survived(
      route === undefined || isOpen !== saysOpen
        ? `${name} is not classified as what it declares: ${endpoint.auth.kind}.`
        : null,
    );
  }
  return tally.row();
}

function inputFor(route: MatrixRoute, names: MatrixNames): MatrixInput {
  if (route.reach === "named") return route.input(names);
  return route.reach === "own" ? (route.input ?? {}) : {};
}

/** Ways in that lead nowhere, each with how it is turned away. */
function strangers({ owner }: Matrix) {
  const unauthenticated = { 401: ["unauthenticated"] };
  const badKey = { 401: ["invalid_api_key"] };
  const badSession = { 401: ["session_expired"] };
  const mistyped = `${owner.api_key.slice(0, -1)}${owner.api_key.endsWith("0") ? "1" : "0"}`;
  return [
    { who: "nobody", headers: {}, wanted: unauthenticated },
    { who: "another scheme", headers: { authorization: "Basic YTpi" }, wanted: unauthenticated },
    { who: "an empty bearer", headers: { authorization: "Bearer" }, wanted: unauthenticated },
    { who: "a bearer of neither kind", headers: bearer("sk-0000"), wanted: unauthenticated },
    {
      who: "a key in another header",
      headers: { "x-api-key": owner.api_key, cookie: `session=${owner.session_token}` },
      wanted: unauthenticated,
    },
    { who: "a mistyped key", headers: bearer(mistyped), wanted: badKey },
    { who: "a key that nobody made", headers: bearer(newApiKeySecret()), wanted: badKey },
    { who: "a revoked key", headers: bearer(owner.ended.api_key), wanted: badKey },
    {
      who: "a session that nobody opened",
      headers: bearer(`obs_${"7".repeat(43)}`),
      wanted: badSession,
    },
    { who: "an ended session", headers: bearer(owner.ended.session_token), wanted: badSession },
  ];
}

async function refuseStrangers(
  matrix: Matrix,
  pick: <Item>(items: readonly Item[]) => readonly Item[],
): Promise<TrustRow> {
  const tally = new Tally("without a way in that holds: endpoint × credential");
  for (const { name, endpoint, route } of cells()) {
    if (endpoint.auth.kind === "none") continue;
    for (const { who, headers, wanted } of pick(strangers(matrix))) {
      const input = inputFor(route, matrix.owner.names);
      const answer = await callRaw(matrix.url, endpoint, input, headers);
      const fault = faultOfRefusal(endpoint, answer, wanted) ?? leak(matrix, answer);
      tally.refused(fault && `${name} as ${who}: ${fault}.`);
    }
  }
  return tally.row();
}

async function refuseLesserKeys(matrix: Matrix): Promise<TrustRow> {
  const tally = new Tally("the owner's keys that may not: endpoint × permission");
  for (const { name, endpoint, route } of cells()) {
    const { auth } = endpoint;
    for (const [permission, key] of matrix.owner.keysByPermission) {
      const isEnough =
        auth.kind === "none" ||
        (auth.kind === "either" && (auth.permission === null || auth.permission === permission));
      if (isEnough) continue;
      const input = inputFor(route, matrix.owner.names);
      const answer = await callRaw(matrix.url, endpoint, input, bearer(key));
      const fault =
        faultOfRefusal(endpoint, answer, { 403: ["permission_denied"] }) ?? leak(matrix, answer);
      tally.refused(fault && `${name} with a key that may ${permission}: ${fault}.`);
    }
  }
  return tally.row();
}

/** What of the owner's is in an answer to somebody else: nothing, or a sentence. */
function leak({ owner }: Matrix, { text, headers }: MatrixAnswer): string | null {
  const whole = `${text}\n${[...headers].join("\n")}`;
  const mark = owner.marks.find((one) => whole.includes(one));
  return mark === undefined ? null : `the answer has ${mark} in it`;
}

/** An answer without what is another one's by nature: ids, times and counts. */
function shapeOf({ status, text, headers }: MatrixAnswer, names: MatrixNames): string {
  let said = text.replaceAll(/req_[0-9a-z]{20}/g, "«request»");
  for (const name of Object.values(names)) said = said.replaceAll(name, "«id»");
  return JSON.stringify([status, said, [...headers.keys()].toSorted()]);
}

async function refuseOthers(matrix: Matrix): Promise<TrustRow[]> {
  const named = new Tally("what another org has, by its id: as if it were not there");
  const own = new Tally("what is one's own holds nothing of another org's");
  const { owner, other, url } = matrix;
  const ways = { session: other.session_token, key: other.api_key };
  for (const { name, endpoint, route } of cells()) {
    if (route.reach !== "named" && route.reach !== "own") continue;
    for (const [way, token] of Object.entries(ways)) {
      if (endpoint.auth.kind === "session" && way === "key") continue;
      // The other org ends nothing of its own, or it could go on with nothing.
      if (route.reach === "own" && route.ends !== undefined) continue;
      const answer = await callRaw(url, endpoint, inputFor(route, owner.names), bearer(token));
      const leaked = answer.status < 300 || route.reach === "own" ? leak(matrix, answer) : null;
      if (route.reach === "own") {
        const fault = answer.status >= 500 ? `came ${answer.status}` : leaked;
        own.survived(fault && `${name} by ${way}: ${fault}.`);
        continue;
      }
      const nothing = namesOfNothing();
      const absent = await callRaw(url, endpoint, route.input(nothing), bearer(token));
      const isAlike = shapeOf(answer, owner.names) === shapeOf(absent, nothing);
      const fault =
        faultOfRefusal(endpoint, answer, { 404: ["not_found"] }) ??
        (isAlike ? leaked : `differs from what is not there: ${answer.text} and ${absent.text}`);
      named.refused(fault && `${name} by ${way}: ${fault}.`);
    }
  }
  return [named.row(), own.row()];
}

/** What the owner asks for that is not to be had: a password that is wrong, a lane that is not there. */
const OWNERS_REFUSALS: Readonly<Record<string, Record<number, string[]>>> = {
  "accounts.changePassword": { 401: ["invalid_credentials"] },
  "local.checkLane": { 404: ["not_found"] },
};

async function letOwner(matrix: Matrix): Promise<TrustRow> {
  const tally = new Tally("the owner, by session and by key");
  const { owner, url } = matrix;
  const endingOf = ({ route }: Cell): Ending | undefined =>
    "ends" in route ? route.ends : undefined;
  const order = [undefined, "thing", "session"];
  const ordered = cells().toSorted(
    (a, b) => order.indexOf(endingOf(a)) - order.indexOf(endingOf(b)),
  );
  for (const { name, endpoint, route } of ordered) {
    if (route.reach !== "named" && route.reach !== "own") continue;
    const ways =
      endingOf({ name, endpoint, route }) !== undefined
        ? { session: owner.session_token }
        : { session: owner.session_token, key: owner.api_key };
    for (const [way, token] of Object.entries(ways)) {
      const answer = await callRaw(url, endpoint, inputFor(route, owner.names), bearer(token));
      const isTurnedAway = [401, 403, 404].includes(answer.status) || answer.status >= 500;
      const needsSession = endpoint.auth.kind === "session" && way === "key";
      const refusal = OWNERS_REFUSALS[name];
      if (needsSession) {
        const fault = faultOfRefusal(endpoint, answer, { 403: ["permission_denied"] });
        tally.refused(fault && `${name} by key: ${fault}.`);
      } else if (refusal !== undefined) {
        const fault = faultOfRefusal(endpoint, answer, refusal);
        tally.refused(fault && `${name} by ${way}: ${fault}.`);
      } else {
        tally.survived(
          isTurnedAway ? `${name} by ${way}: came ${answer.status} ${answer.code}.` : null,
        );
      }
    }
  }
  return tally.row();
}

/** What the owner sees of everything that was reached for, without what changes by itself. */
async function belongings({ url, owner }: Matrix): Promise<string> {
  const seen: unknown[] = [];
  for (const { name, endpoint, route } of cells()) {
    if (endpoint.method !== "GET" || (route.reach !== "named" && route.reach !== "own")) continue;
    const path = inputFor(route, owner.names);
    const { text } = await callRaw(url, endpoint, path, bearer(owner.session_token));
    // Links are signed anew each time; a key's last use and a lane's state change by themselves.
    if (["batches.artifactUrl", "catalog.listLanes"].includes(name)) continue;
    seen.push([
      name,
      text
        .replaceAll(/"last_used_at":("[^"]*"|null)/g, "")
        .replaceAll(/signature=[\w-]+|expires=\d+/g, ""),
    ]);
  }
  return JSON.stringify(seen);
}

/** The short form draws this many ways in for each endpoint. */
const FEW = 4;

function fewOf<Item>(items: readonly Item[], random: SeededRandom): readonly Item[] {
  const left = [...items];
  return Array.from({ length: FEW }, () =>
    left.splice(random.between(0, left.length - 1), 1),
  ).flat();
}

/** Route × role × owner: every endpoint of the contract, with every kind of credential, at what another org has. */
export const matrixPart: TrustPart = async ({ seed, isShort }) => {
  const gateway = await GatewayProcess.start({
    BATCHROUTER_SIGN_IN_RATE_LIMIT: "0",
    LOG_LEVEL: "warn",
  });
  try {
    const random = new SeededRandom(seed, "matrix");
    const tag = `canary${random.between(100_000, 999_999)}`;
    const url = gateway.url;
    const owner = await openEstate(url, `owner-${tag}`);
    const matrix = { url, owner, other: await openOrg(url, `other-${random.between(0, 999_999)}`) };
    const before = await belongings(matrix);
    const rows = [
      classified(),
      await refuseStrangers(matrix, (all) => (isShort ? fewOf(all, random) : all)),
      await refuseLesserKeys(matrix),
      ...(await refuseOthers(matrix)),
      ...(await crossBorders(matrix, random)),
    ];
    const untouched = new Tally("what the owner has is as it was");
    untouched.survived(
      before === (await belongings(matrix)) ? null : "something of it has changed.",
    );
    return [...rows, untouched.row(), await crossIdempotencyKeys(matrix), await letOwner(matrix)];
  } finally {
    await gateway.dispose();
  }
};
