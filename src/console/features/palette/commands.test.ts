import { allEndpoints } from "#contract/whole-api.ts";
import { newId } from "#contract/primitives.ts";
import { describe, expect, test } from "vitest";
import { builtInEnvironments } from "../../environments/environment.ts";
import { allCommands, openById } from "./commands.ts";
import { rankedCommands } from "./ranked-commands.ts";
import { recentThings } from "./recent-things.ts";

const environments = builtInEnvironments("http://127.0.0.1:8787");
const [local, hosted] = environments;
if (local === undefined || hosted === undefined) throw new Error("There are built-in environments");
const facts = {
  environment: local,
  environments,
  theme: "light",
  times: "relative",
  canCall: true,
  things: [],
} as const;
const commands = allCommands(facts);
const first = (query: string, recent: string[] = []) =>
  rankedCommands(commands, query, recent)[0]?.commands[0]?.title;

describe("the palette's commands", () => {
  test("no two share an id", () => {
    expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
  });

  test("each endpoint of the contract is among them", () => {
    const titles = commands.map(({ detail }) => detail);
    for (const { endpoint } of allEndpoints)
      expect(titles).toContain(`${endpoint.method} ${endpoint.path}`);
  });

  test("offer neither where one is already nor what is not there", () => {
    const titles = (over: object) =>
      allCommands({ ...facts, ...over }).flatMap(({ group, title }) =>
        group === "Reference" ? [] : [title],
      );
    expect(titles({})).not.toContain("Switch to Local");
    expect(titles({})).toContain("Switch to Hosted test");
    expect(titles({ environment: hosted })).not.toContain("Mailbox");
    expect(titles({ canCall: false })).not.toContain("Sign out");
    expect(titles({ theme: "dark" })).not.toContain("Theme: dark");
  });
});

describe("the palette's list", () => {
  test.each([
    ["batches", "Batches"],
    ["lock", "Lock a quote"],
    ["dark", "Theme: dark"],
    ["home", "Overview"],
    ["POST /v1/quotes/model", "Lock a quote for a model batch"],
    ["sample broken", "Submit a sample: Broken lines"],
  ])("for “%s” begins with “%s”", (query, title) => {
    expect(first(query)).toBe(title);
  });

  test("shows what was used last at its head, and lifts it where two fit alike", () => {
    expect(rankedCommands(commands, "", ["page:/files"])[0]).toMatchObject({
      title: "Recent",
      commands: [{ title: "Files" }],
    });
    expect(first("theme", ["action:theme:system"])).toBe("Theme: as the system");
  });

  test("passes over a recent command that is not there any more", () => {
    expect(rankedCommands(commands, "", ["thing:gone"])[0]?.title).not.toBe("Recent");
  });

  test("opens an exact id of any kind, pasted with spaces around it", () => {
    for (const kind of ["batch", "run", "file", "quote"] as const) {
      const id = newId(kind);
      expect(first(` ${id} `)).toBe(`Open ${kind} ${id}`);
    }
    expect(openById("bat_short")).toBeUndefined();
    expect(openById(newId("user"))).toBeUndefined();
  });
});

test("recent things are those of one environment, newest first, each once, and no broken answer is in the way", () => {
  const file = (id: string, created_at: string) => ({
    id,
    filename: id,
    line_count: 1,
    created_at,
  });
  const things = recentThings(
    [
      {
        queryKey: ["local", "files", "list", {}],
        data: { data: [file("a", "1"), file("b", "2")] },
      },
      { queryKey: ["local", "files", "get", {}], data: file("a", "1") },
      { queryKey: ["local", "batches", "list", {}], data: { nothing: true } },
      { queryKey: ["local", "accounts", "get", {}], data: {} },
      { queryKey: ["test", "files", "get", {}], data: file("c", "3") },
    ],
    "local",
  );
  expect(things.map(({ id, detail }) => [id, detail])).toEqual([
    ["b", "1 item"],
    ["a", "1 item"],
  ]);
});
