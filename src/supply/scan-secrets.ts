/** `npm run secrets`: fails when a file of the repository holds what looks like a secret. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { listFiles, ROOT } from "./repository-files.ts";
import { ALLOW_MARK, findSecrets } from "./secret-rules.ts";

const files = listFiles().filter((path) => {
  const stats = statSync(join(ROOT, path), { throwIfNoEntry: false });
  return stats?.isFile() === true;
});
// Bytes as characters: a secret in a picture's comment is one too.
const found = files.flatMap((path) =>
  findSecrets(readFileSync(join(ROOT, path), "latin1")).map(
    ({ line, rule }) => `${path}:${line} looks like a secret: ${rule}.`,
  ),
);
if (found.length === 0) console.log(`No secrets in ${files.length} files.`);
else {
  console.error([...found, `One that is none says so in its line: ${ALLOW_MARK}.`].join("\n"));
  process.exitCode = 1;
}
