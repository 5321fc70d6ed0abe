/** The command cannot do what it was asked for; the message says why and what to do, and is all that is shown. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
}

/** The command was called in a way it does not know; the usage is shown beside the message. */
export class UsageMistake extends Error {
  override readonly name = "UsageMistake";
}
