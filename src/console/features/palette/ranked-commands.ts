import { openById, searchTheReference, type Command } from "./commands.ts";
import { fuzzyMatch } from "./fuzzy-match.ts";

/** A command on the list, with the characters of its title that fit what was typed. */
export interface RankedCommand extends Command {
  marked: readonly number[];
}

/** A heading and what stands below it. */
export interface RankedGroup {
  title: string;
  commands: readonly RankedCommand[];
}

/** How many of a group are shown before anything was typed, and after. */
const SHOWN_AT_REST: Readonly<Record<string, number>> = { Yours: 5, Actions: 5, Pages: 20 };
const SHOWN_OF_SEARCH = 5;
/** What a command that was used lately has before the others; the last one most. */
const RECENT_BONUS = 6;
/** A fit in the words beside the title counts less than one in the title itself. */
const BESIDE_TITLE = 0.5;

interface Fit {
  command: RankedCommand;
  score: number;
}

function fit(command: Command, query: string): Fit | undefined {
  const inTitle = fuzzyMatch(query, command.title);
  if (inTitle !== undefined) {
    return { command: { ...command, marked: inTitle.positions }, score: inTitle.score };
  }
  const beside = [command.detail, command.keywords].filter((words) => words !== undefined);
  // All of it together, so that one word may stand in the title and another beside it.
  const inAll = fuzzyMatch(query, [command.title, ...beside].join(" "));
  if (inAll === undefined) return undefined;
  const marked = inAll.positions.filter((at) => at < command.title.length);
  return { command: { ...command, marked }, score: inAll.score * BESIDE_TITLE };
}

/** What the palette lists for what was typed: groups by their best command, what was used lately before the rest. */
export function rankedCommands(
  commands: readonly Command[],
  query: string,
  recentIds: readonly string[],
): RankedGroup[] {
  return query.trim() === "" ? atRest(commands, recentIds) : found(commands, query, recentIds);
}

function atRest(commands: readonly Command[], recentIds: readonly string[]): RankedGroup[] {
  const byId = new Map(commands.map((command) => [command.id, command]));
  const recent = recentIds.flatMap((id) => {
    const command = byId.get(id);
    return command === undefined ? [] : [command];
  });
  const used = new Set(recent.map(({ id }) => id));
  const rest = grouped(commands.filter(({ id }) => !used.has(id)).map(unmarked));
  return [
    ...(recent.length === 0 ? [] : [{ title: "Recent", commands: recent.map(unmarked) }]),
    ...rest.flatMap(({ title, commands: inGroup }) => {
      const shown = SHOWN_AT_REST[title];
      return shown === undefined ? [] : [{ title, commands: inGroup.slice(0, shown) }];
    }),
  ];
}

function found(
  commands: readonly Command[],
  query: string,
  recentIds: readonly string[],
): RankedGroup[] {
  const fits = commands.flatMap((command) => {
    const one = fit(command, query);
    if (one === undefined) return [];
    const place = recentIds.indexOf(command.id);
    const bonus = place === -1 ? 0 : RECENT_BONUS - place / recentIds.length;
    return [{ ...one, score: one.score + bonus }];
  });
  const sorted = fits.toSorted((one, other) => other.score - one.score);
  const named = openById(query);
  const others = grouped(sorted.map(({ command }) => command).filter(({ id }) => id !== named?.id));
  return [
    ...(named === undefined ? [] : [{ title: named.group, commands: [unmarked(named)] }]),
    ...others.map(({ title, commands: inGroup }) => ({
      title,
      commands: inGroup.slice(0, SHOWN_OF_SEARCH),
    })),
    { title: "Elsewhere", commands: [unmarked(searchTheReference(query))] },
  ];
}

function unmarked(command: Command): RankedCommand {
  return { ...command, marked: [] };
}

/** In the order in which the groups first come. */
function grouped(commands: readonly RankedCommand[]): RankedGroup[] {
  const groups = new Map<string, RankedCommand[]>();
  for (const command of commands) {
    const group = groups.get(command.group);
    if (group === undefined) groups.set(command.group, [command]);
    else group.push(command);
  }
  return [...groups].map(([title, inGroup]) => ({ title, commands: inGroup }));
}
