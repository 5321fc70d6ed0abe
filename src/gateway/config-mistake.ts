/** A value of the environment that cannot be used; the message names the variable and what would do. */
export class ConfigMistake extends Error {
  override readonly name = "ConfigMistake";
}
