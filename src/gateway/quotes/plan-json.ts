import type { LockedGroup, LockedPlan, Rung } from "./locked-plan.ts";

/**
 * A plan as it lies in the database. Groups mostly share their lanes, so each is written once and groups name them by
 * their place. JSON has no integers of any size, so rates are decimal strings.
 */
export interface StoredPlan extends Omit<LockedPlan, "groups"> {
  rungs: StoredRung[];
  groups: StoredGroup[];
}

type StoredRung = Omit<Rung, "rates"> & { rates: Record<keyof Rung["rates"], string> };
/** `ranking` has places in `rungs`, the best first. */
type StoredGroup = Omit<LockedGroup, "rungs"> & { ranking: number[] };

/** The plan for the database. */
export function storedPlan(plan: LockedPlan): StoredPlan {
  const places = new Map<string, number>();
  const rungs: StoredRung[] = [];
  const placeOf = (rung: Rung): number => {
    const key = `${rung.lane_id} ${rung.model}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, rungs.length);
    return rungs.push(storedRung(rung)) - 1;
  };
  const groups = plan.groups.map(({ rungs: ranked, ...group }) => ({
    ...group,
    ranking: ranked.map(placeOf),
  }));
  return { ...plan, rungs, groups };
}

/** The plan from the database. */
export function readPlan({ rungs, groups, ...plan }: StoredPlan): LockedPlan {
  const read = rungs.map(readRung);
  return {
    ...plan,
    groups: groups.map(({ ranking, ...group }) => ({
      ...group,
      rungs: ranking.flatMap((place) => read[place] ?? []),
    })),
  };
}

function storedRung({ rates, ...rung }: Rung): StoredRung {
  return {
    ...rung,
    rates: {
      input_micros_per_million: String(rates.input_micros_per_million),
      output_micros_per_million: String(rates.output_micros_per_million),
    },
  };
}

function readRung({ rates, ...rung }: StoredRung): Rung {
  return {
    ...rung,
    rates: {
      input_micros_per_million: BigInt(rates.input_micros_per_million),
      output_micros_per_million: BigInt(rates.output_micros_per_million),
    },
  };
}
