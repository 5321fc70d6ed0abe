/** What PostgreSQL says about a statement it refused. */
export interface DatabaseErrorFields {
  readonly message: string;
  /** The five-character SQLSTATE. */
  readonly code?: string | undefined;
  readonly constraint?: string | undefined;
  readonly table?: string | undefined;
  readonly column?: string | undefined;
  readonly detail?: string | undefined;
}

/** A statement that PostgreSQL refused, with its SQLSTATE and the constraint it broke. */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
  readonly code: string | undefined;
  readonly constraint: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;
  readonly detail: string | undefined;
  /** The statement's text; its values are left out, so that no secret reaches a log. */
  readonly statement: string;

  constructor(fields: DatabaseErrorFields, statement: string) {
    super(fields.message);
    this.code = fields.code;
    this.constraint = fields.constraint;
    this.table = fields.table;
    this.column = fields.column;
    this.detail = fields.detail;
    this.statement = statement;
  }
}

/** No answer is to be had now: the engine is closed or has stopped, or its server is away, full or too slow. */
export class DatabaseUnavailable extends Error {
  override readonly name: string = "DatabaseUnavailable";
}

/** The connection broke; whatever was not committed by then has been rolled back. */
export class ConnectionLost extends DatabaseUnavailable {
  override readonly name = "ConnectionLost";
}

/**
 * The connection broke between a commit and its answer: what was to be committed may be there or not. Whoever
 * does the work again has to be able to find it done.
 */
export class OutcomeUnknown extends DatabaseUnavailable {
  override readonly name = "OutcomeUnknown";
}

/** Whether PostgreSQL rolled the work back because of others who did theirs at the same time: done again, it can succeed. */
export function isLostRace(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && (error.code === "40001" || error.code === "40P01");
}

/** Whether an error is a broken unique constraint or index, of any name or of the one given. */
export function isUniqueViolation(error: unknown, constraint?: string): error is DatabaseError {
  return (
    error instanceof DatabaseError &&
    error.code === "23505" &&
    (constraint === undefined || error.constraint === constraint)
  );
}
