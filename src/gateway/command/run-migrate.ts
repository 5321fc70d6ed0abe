import type { Config } from "../config.ts";
import { migrate } from "../database/migrate.ts";
import { openDatabase } from "../database/open-database.ts";
import type { CommandSetting } from "./run-command.ts";

/** Brings the database up to date and says which migrations that took. Throws where a later version has made it. */
export async function runMigrate({ output }: CommandSetting, config: Config): Promise<number> {
  const database = await openDatabase(config, {
    onWaiting: (reason) => output.complain(reason),
    // Whatever waits for it is told by its own rejection.
    onCrash: () => undefined,
  });
  try {
    const names = await migrate(database);
    for (const name of names) output.say(`ran ${name}`);
    output.say(
      names.length === 0 ? "The database is up to date already." : "The database is up to date.",
    );
    return 0;
  } finally {
    await database.close();
  }
}
