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

/** The engine is closed or has stopped: no statement can be answered any more. */
export class DatabaseUnavailable extends Error {
  override readonly name = "DatabaseUnavailable";
}

/** Whether an error is a broken unique constraint or index, of any name or of the one given. */
export function isUniqueViolation(error: unknown, constraint?: string): error is DatabaseError {
  return (
    error instanceof DatabaseError &&
    error.code === "23505" &&
    (constraint === undefined || error.constraint === constraint)
  );
}
