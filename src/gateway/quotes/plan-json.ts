import type { LockedGroup, LockedPlan, Rung } from "./locked-plan.ts";
import { NameTable } from "./name-table.ts";

type LaneWords = Pick<Rung, "lane_id" | "display_name" | "provider" | "region">;
type ModelWords = Pick<Rung, "model" | "max_input_tokens" | "max_output_tokens">;

/** Places in `lanes` and in `models`; JSON has no integers of any size, so rates are decimal strings. */
type StoredRung = [lane: number, model: number, input_micros: string, output_micros: string];

/** `ranking` has places in `rungs`, the best first. */
type StoredGroup = Omit<LockedGroup, "rungs"> & { ranking: number[] };

/**
 * A plan as it lies in the database. Groups mostly share their rungs, and rungs their lanes and models, so each is written
 * once and named by its place: with 20 models on 8 lanes that is a sixth of the bytes, and writing them is what a quote takes longest for.
 */
export interface StoredPlan extends Omit<LockedPlan, "groups"> {
  lanes: LaneWords[];
  models: ModelWords[];
  rungs: StoredRung[];
  groups: StoredGroup[];
}

/** A rung as plans held it when each was written out in full. */
type EarlierRung = Omit<Rung, "rates"> & { rates: Record<keyof Rung["rates"], string> };

/** A plan of before lanes and models were written once. */
export interface EarlierPlan extends Omit<LockedPlan, "groups"> {
  rungs: EarlierRung[];
  groups: StoredGroup[];
}

/** The plan for the database. */
export function storedPlan(plan: LockedPlan): StoredPlan {
  const lanes = new NameTable<LaneWords>();
  const models = new NameTable<ModelWords>();
  const rungs = new NameTable<StoredRung>();
  const placeOf = (rung: Rung): number =>
    rungs.placeOf(`${rung.lane_id} ${rung.model}`, () => {
      const { lane_id, display_name, provider, region, rates } = rung;
      const { model, max_input_tokens, max_output_tokens } = rung;
      return [
        lanes.placeOf(lane_id, () => ({ lane_id, display_name, provider, region })),
        models.placeOf(model, () => ({ model, max_input_tokens, max_output_tokens })),
        String(rates.input_micros_per_million),
        String(rates.output_micros_per_million),
      ];
    });
  const groups = plan.groups.map(({ rungs: ranked, ...group }) => ({
    ...group,
    ranking: ranked.map(placeOf),
  }));
  return { ...plan, lanes: lanes.entries, models: models.entries, rungs: rungs.entries, groups };
}

/** The plan from the database. */
export function readPlan(stored: StoredPlan | EarlierPlan): LockedPlan {
  const { fee_basis_points, assumed_output_tokens_per_item, model_names } = stored;
  const rungs = "lanes" in stored ? readRungs(stored) : stored.rungs.map(readEarlierRung);
  const groups = stored.groups.map(({ ranking, ...group }) => ({
    ...group,
    rungs: ranking.flatMap((place) => rungs[place] ?? []),
  }));
  return { fee_basis_points, assumed_output_tokens_per_item, model_names, groups };
}

function readRungs({ lanes, models, rungs }: StoredPlan): Rung[] {
  return rungs.flatMap(([lane, model, input_micros, output_micros]) => {
    const [laneWords, modelWords] = [lanes[lane], models[model]];
    if (laneWords === undefined || modelWords === undefined) return [];
    const rates = {
      input_micros_per_million: BigInt(input_micros),
      output_micros_per_million: BigInt(output_micros),
    };
    return [{ ...laneWords, ...modelWords, rates }];
  });
}

function readEarlierRung({ rates, ...rung }: EarlierRung): Rung {
  return {
    ...rung,
    rates: {
      input_micros_per_million: BigInt(rates.input_micros_per_million),
      output_micros_per_million: BigInt(rates.output_micros_per_million),
    },
  };
}
