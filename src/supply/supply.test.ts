import { readFileSync } from "node:fs";
import { join } from "node:path";
import { newApiKeySecret } from "#contract/api-keys.ts";
import { describe, expect, test } from "vitest";
import { packageMistakes, productionPackages } from "./production-packages.ts";
import { listFiles, ROOT } from "./repository-files.ts";
import { ALLOW_MARK, findSecrets, SECRET_RULES } from "./secret-rules.ts";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** One of each kind, put together here, so that no line of this file holds one. */
const EXAMPLES: Record<string, string> = {
  "Batchrouter API key": newApiKeySecret(),
  "Batchrouter session token": `obs_${"a1B2".repeat(11).slice(1)}`,
  "private key": ["-----BEGIN", "RSA", "PRIVATE", "KEY-----"].join(" "),
  "AWS access key id": `AKIA${"ABCD2345".repeat(2)}`,
  "AWS secret access key": `AWS_SECRET_ACCESS_KEY=${"wJalrXUt/n".repeat(4)}`,
  "OpenAI key": `sk-proj-${"aB3_".repeat(12)}`,
  "Anthropic key": `sk-ant-${"api03-aB".repeat(4)}`,
  "Google API key": `AIza${"aB3-c".repeat(7)}`,
  "Groq key": `gsk_${"aB3d".repeat(12)}`,
  "OpenRouter key": `sk-or-v1-${"0123abcd".repeat(8)}`,
  "GitHub token": `ghp_${"aB3d".repeat(9)}`,
  "npm token": `npm_${"aB3d".repeat(9)}`,
  "Slack token": `xoxb-${"1234567890-".repeat(3)}`,
  "Stripe key": `sk_live_${"aB3d".repeat(6)}`,
  "webhook secret": `whsec_${"aB3+".repeat(8)}`,
  "JSON web token": ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0NTY3ODkwIn0", "aB3d".repeat(8)].join(
    ".",
  ),
};

describe("the secret scan", () => {
  test("knows one of each kind wherever it stands, and says the kind and the line, not the secret", () => {
    expect(Object.keys(EXAMPLES)).toEqual(SECRET_RULES.map(({ name }) => name));
    for (const [rule, secret] of Object.entries(EXAMPLES)) {
      for (const line of [
        secret,
        `const key = "${secret}";`,
        `KEY=${secret}\r`,
        `{"k":"${secret}"}`,
      ])
        expect(findSecrets(`first\n${line}\nlast`)).toContainEqual({ line: 2, rule });
    }
  });

  test("takes no placeholder, no hash and no id for one", () => {
    const harmless = [
      "ob_live_…",
      "Authorization: Bearer ob_live_xxxxxxxx",
      "obs_…",
      "sk-0000",
      "sha512-6YLx+kxXu5GJceG4ozFg+33a2EMTdjYwWGloJ3sb9Kta5pp+ZNS53uxGVog5JetIY8s++P5UrtX+cri+u0VAVg==",
      "bat_01hf3kz6v9q4r8t2m7n5",
      "AWS_SECRET_ACCESS_KEY=",
      "task-force-of-seven-people-who-write-long-names-in-kebab",
    ];
    expect(harmless.flatMap(findSecrets)).toEqual([]);
  });

  test("lets a line pass that says that it holds none", () => {
    expect(
      findSecrets(`const fake = "${EXAMPLES["npm token"]}"; // ${ALLOW_MARK}: made up`),
    ).toEqual([]);
  });

  test("finds none in this repository", () => {
    const files = listFiles().filter((path) => /\.(ts|tsx|md|json|mjs|html|yml)$/.test(path));
    expect(files.length).toBeGreaterThan(500);
    expect(
      files.flatMap((path) => findSecrets(read(path)).map(({ line }) => `${path}:${line}`)),
    ).toEqual([]);
  });
});

test("every production package has an allowed licence, a hash and no install script, and the README has their number", () => {
  expect(productionPackages().map(({ name }) => name)).toContain("hono");
  expect(packageMistakes(read("README.md"))).toEqual([]);
});

test("a README with another number is stale", () => {
  expect(packageMistakes("20 direct dependencies, 4 packages in all")).toHaveLength(1);
});

test("dependencies are pinned to one version each", () => {
  const { dependencies, devDependencies } = JSON.parse(read("package.json"));
  for (const version of Object.values({ ...dependencies, ...devDependencies }))
    expect(version).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
});

test("the gateway starts no other program", () => {
  const files = listFiles().filter((path) =>
    /^src\/(gateway|contract)\/.*(?<!\.test)\.ts$/.test(path),
  );
  const starting = files.filter((path) =>
    /from "node:(child_process|cluster|vm)"/.test(read(path)),
  );
  expect(files.length).toBeGreaterThan(300);
  // A process for tests of several, which starts the gateway itself.
  expect(starting).toEqual(["src/gateway/test-process.ts"]);
});
