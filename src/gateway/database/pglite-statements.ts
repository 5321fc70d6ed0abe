import { type PGlite, protocol } from "@electric-sql/pglite";
import type { PgliteResult } from "./pglite-protocol.ts";
import type { SqlValue } from "./sql.ts";

const { serialize } = protocol;

/** More texts than the gateway has; above it, what was not used for longest is forgotten. */
const MOST_KEPT = 1_000;
/** After these, what is kept may give other columns than it did. */
const CHANGES_TABLES = new Set(["CREATE", "ALTER", "DROP"]);
const CHANGES_ROWS = new Set(["INSERT", "UPDATE", "DELETE", "MERGE", "COPY"]);

interface Column {
  name: string;
  parse: (text: string) => unknown;
}

/** A statement that the engine has parsed. */
interface Prepared {
  name: string;
  /** Each parameter's, in its place. */
  serializers: readonly (((value: unknown) => string) | undefined)[];
  columns: readonly Column[];
}

/**
 * Runs statements that the engine keeps by their text: parsing and planning took several times as long as running them. By
 * what the engine has seen of a statement it keeps its plan as well, or plans anew for the values.
 */
export class PgliteStatements {
  readonly #database: PGlite;
  readonly #kept = new Map<string, Prepared>();
  readonly #mostKept: number;
  #nextName = 1;

  constructor(database: PGlite, mostKept = MOST_KEPT) {
    this.#database = database;
    this.#mostKept = mostKept;
  }

  /** Runs one statement, in one exchange where it is known; where `begins`, in a transaction that it begins. */
  async query(text: string, values: readonly SqlValue[], begins = false): Promise<PgliteResult> {
    const beginning = begins ? execution(await this.#prepared("begin"), []) : [];
    const prepared = await this.#prepared(text);
    const messages = [...beginning, ...execution(prepared, values), serialize.sync()];
    const result = resultOf(prepared, await this.#exchange(messages));
    if (CHANGES_TABLES.has(result.command)) await this.forget();
    return result;
  }

  /** Forgets all of them: for after a script, which may have changed tables. */
  async forget(): Promise<void> {
    if (this.#kept.size === 0) return;
    this.#kept.clear();
    await this.#database.exec("deallocate all");
  }

  async #prepared(text: string): Promise<Prepared> {
    const known = this.#kept.get(text);
    if (known !== undefined) {
      // To the end of those to be forgotten.
      this.#kept.delete(text);
      this.#kept.set(text, known);
      return known;
    }
    if (this.#kept.size >= this.#mostKept) await this.#forgetOldest();
    const name = `s${this.#nextName++}`;
    const answers = await this.#exchange([
      serialize.parse({ name, text }),
      serialize.describe({ type: "S", name }),
      serialize.sync(),
    ]);
    const prepared: Prepared = {
      name,
      serializers: parametersOf(answers).map((oid) => this.#database.serializers[oid]),
      columns: columnsOf(answers).map(({ name: column, dataTypeID }) => ({
        name: column,
        parse: this.#parserOf(dataTypeID),
      })),
    };
    this.#kept.set(text, prepared);
    return prepared;
  }

  #parserOf(oid: number): Column["parse"] {
    const parser = this.#database.parsers[oid];
    return parser === undefined ? (text) => text : (text) => parser(text, oid);
  }

  async #forgetOldest(): Promise<void> {
    const [oldest] = this.#kept;
    if (oldest === undefined) return;
    const [text, { name }] = oldest;
    this.#kept.delete(text);
    await this.#exchange([serialize.close({ type: "S", name }), serialize.sync()]);
  }

  /** Sends all at once: where one fails, the engine skips the others up to the sync. */
  async #exchange(messages: readonly Uint8Array[]): Promise<readonly { name: string }[]> {
    return await this.#database.execProtocolStream(Buffer.concat(messages));
  }
}

function execution(
  { name, serializers }: Prepared,
  values: readonly SqlValue[],
): readonly Uint8Array[] {
  const texts = values.map((value, at) => {
    if (value === null || value === undefined) return null;
    return serializers[at]?.(value) ?? String(value);
  });
  return [serialize.bind({ statement: name, values: texts }), serialize.execute()];
}

function parametersOf(answers: readonly { name: string }[]): readonly number[] {
  const described = answers.find(isParameters);
  return described?.dataTypeIDs ?? [];
}

function columnsOf(answers: readonly { name: string }[]) {
  const described = answers.find(isColumns);
  return described?.fields ?? [];
}

function resultOf({ columns }: Prepared, answers: readonly { name: string }[]): PgliteResult {
  const rows = answers.filter(isRow).map(({ fields }) => rowOf(columns, fields));
  const [command = "", ...counts] = answers.findLast(isTag)?.text.split(" ") ?? [];
  const changedRows = CHANGES_ROWS.has(command) ? Number(counts.at(-1)) : 0;
  return { rows, command, changedRows };
}

function rowOf(columns: readonly Column[], fields: readonly (string | null)[]): object {
  const row: Record<string, unknown> = {};
  for (const [at, { name, parse }] of columns.entries()) {
    const text = fields[at];
    row[name] = text === null || text === undefined ? null : parse(text);
  }
  return row;
}

type Messages = typeof protocol.messages;

function isParameters(answer: {
  name: string;
}): answer is InstanceType<Messages["ParameterDescriptionMessage"]> {
  return answer.name === "parameterDescription";
}

function isColumns(answer: {
  name: string;
}): answer is InstanceType<Messages["RowDescriptionMessage"]> {
  return answer.name === "rowDescription";
}

function isRow(answer: { name: string }): answer is InstanceType<Messages["DataRowMessage"]> {
  return answer.name === "dataRow";
}

function isTag(answer: {
  name: string;
}): answer is InstanceType<Messages["CommandCompleteMessage"]> {
  return answer.name === "commandComplete";
}
