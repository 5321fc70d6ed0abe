/** Turns a value's text, as PostgreSQL sends it, into what a column of its type promises. */
type Parser = (text: string) => unknown;

const asText: Parser = (text) => text;
const parseJson: Parser = (text) => JSON.parse(text);
const parseBytes: Parser = (text) => new Uint8Array(Buffer.from(text.slice(2), "hex"));

/** PostgreSQL writes `2026-11-24 10:20:30.123456+00`, with minutes of the offset only where there are any. */
const parseTime: Parser = (text) =>
  new Date(text.replace(" ", "T").replace(/([+-]\d{2})$/, "$1:00"));

/** Each scalar type by its OID, with the OID of arrays of it. */
const types: readonly { oid: number; arrayOid: number; parse: Parser }[] = [
  { oid: 16, arrayOid: 1000, parse: (text) => text === "t" }, // boolean
  { oid: 17, arrayOid: 1001, parse: parseBytes }, // bytea
  { oid: 20, arrayOid: 1016, parse: BigInt }, // bigint
  { oid: 21, arrayOid: 1005, parse: Number }, // smallint
  { oid: 23, arrayOid: 1007, parse: Number }, // integer
  { oid: 26, arrayOid: 1028, parse: Number }, // oid
  { oid: 700, arrayOid: 1021, parse: Number }, // real
  { oid: 701, arrayOid: 1022, parse: Number }, // double precision
  { oid: 114, arrayOid: 199, parse: parseJson }, // json
  { oid: 3802, arrayOid: 3807, parse: parseJson }, // jsonb
  { oid: 1184, arrayOid: 1185, parse: parseTime }, // timestamptz
  { oid: 25, arrayOid: 1009, parse: asText }, // text
  { oid: 1043, arrayOid: 1015, parse: asText }, // varchar
  { oid: 19, arrayOid: 1003, parse: asText }, // name
  { oid: 1082, arrayOid: 1182, parse: asText }, // date
  { oid: 1700, arrayOid: 1231, parse: asText }, // numeric
];

/** One element of an array's text: in quotes, with backslashes before quotes and backslashes, or bare. */
const element = /"((?:[^"\\]|\\.)*)"|([^,{}"]+)/gs;

/** Arrays of one dimension; the gateway has no others. */
function parseArray(text: string, parse: Parser): unknown[] {
  return [...text.matchAll(element)].map(([, quoted, bare]) => {
    if (quoted !== undefined) return parse(quoted.replaceAll(/\\(.)/gs, "$1"));
    return bare === undefined || bare === "NULL" ? null : parse(bare);
  });
}

/** By type OID, what `Queryable.query` promises of one value. */
export const scalarParsers: Readonly<Record<number, Parser>> = Object.fromEntries(
  types.map(({ oid, parse }) => [oid, parse]),
);

/** By type OID, the same for arrays. */
export const arrayParsers: Readonly<Record<number, Parser>> = Object.fromEntries(
  types.map(({ arrayOid, parse }) => [arrayOid, (text: string) => parseArray(text, parse)]),
);
