import { toMoney, toMicros } from "#contract/primitives.ts";
import type { QuoteLane } from "#contract/quotes.ts";
import { NameTable } from "./name-table.ts";

type LaneWords = Pick<QuoteLane, "lane_id" | "display_name" | "provider" | "region">;
type Figures = NonNullable<QuoteLane["figures"]>;

/** One lane's verdict; `lane` and `model` are places in the lists beside it. */
type StoredVerdict = [
  lane: number,
  model: number,
  ladder_rank: QuoteLane["ladder_rank"],
  /** A decimal string: JSON has no integers of any size. */
  cost_micros: string,
  estimated_completion_at: string,
  score: [price: number, success_rate: number, backlog: number],
  figures:
    | [
        expected_seconds: number,
        late_seconds: number,
        success_rate: number,
        measured_calls: Figures["measured_calls"],
      ]
    | null,
  rejection: [code: NonNullable<QuoteLane["rejection"]>["code"], message: string] | null,
];

/** A quote's lanes as they lie in the database: without names, and each lane's and model's words once. */
export interface StoredQuoteLanes {
  lanes: LaneWords[];
  models: string[];
  verdicts: StoredVerdict[];
}

/** The lanes for the database. */
export function storedQuoteLanes(quoteLanes: readonly QuoteLane[]): StoredQuoteLanes {
  const lanes = new NameTable<LaneWords>();
  const models = new NameTable<string>();
  const verdicts = quoteLanes.map((lane): StoredVerdict => {
    const { lane_id, display_name, provider, region, model, score, figures, rejection } = lane;
    return [
      lanes.placeOf(lane_id, () => ({ lane_id, display_name, provider, region })),
      models.placeOf(model, () => model),
      lane.ladder_rank,
      String(toMicros(lane.estimated_cost)),
      lane.estimated_completion_at,
      [score.price, score.success_rate, score.backlog],
      figures === undefined
        ? null
        : [
            figures.expected_seconds,
            figures.late_seconds,
            figures.success_rate,
            figures.measured_calls,
          ],
      rejection === null ? null : [rejection.code, rejection.message],
    ];
  });
  return { lanes: lanes.entries, models: models.entries, verdicts };
}

/** The lanes from the database; quotes of before hold them as they are answered. */
export function readQuoteLanes(stored: StoredQuoteLanes | QuoteLane[]): QuoteLane[] {
  if (Array.isArray(stored)) return stored;
  const { lanes, models, verdicts } = stored;
  return verdicts.flatMap(
    ([lane, model, ladder_rank, cost, completion, score, figures, rejection]) => {
      const [words, slug] = [lanes[lane], models[model]];
      if (words === undefined || slug === undefined) return [];
      const [price, success_rate, backlog] = score;
      return [
        {
          ...words,
          model: slug,
          selected: ladder_rank === 1,
          ladder_rank,
          estimated_cost: toMoney(BigInt(cost)),
          estimated_completion_at: completion,
          score: { price, success_rate, backlog },
          ...(figures === null ? {} : { figures: readFigures(figures) }),
          rejection: rejection === null ? null : { code: rejection[0], message: rejection[1] },
        },
      ];
    },
  );
}

function readFigures([expected_seconds, late_seconds, success_rate, measured_calls]: NonNullable<
  StoredVerdict[6]
>): Figures {
  return { expected_seconds, late_seconds, success_rate, measured_calls };
}
