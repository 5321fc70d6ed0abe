import {
  SLA_HOURS,
  SLA_RATE_PERCENT,
  SLA_TIERS,
  type Quote,
  type RoutingMode,
  type SlaTier,
} from "#contract/quotes.ts";
import type { RadioCard } from "../../ui/radio-cards.tsx";

/** How a lane is chosen, in the order in which the modes are offered. */
export const ROUTING_CARDS: readonly RadioCard<RoutingMode>[] = [
  { value: "cheapest", label: "cheapest", description: "The lowest price that ends in time." },
  { value: "fastest", label: "fastest", description: "The earliest expected finish." },
  {
    value: "sla_aware",
    label: "sla_aware",
    description: "The lowest price that ends well before the deadline.",
  },
  { value: "balanced", label: "balanced", description: "Price, reliability and backlog together." },
];

/** The tiers by the hours they promise, with what each does to the price. */
export const SLA_CARDS: readonly RadioCard<SlaTier>[] = SLA_TIERS.map((tier) => ({
  value: tier,
  label: tier,
  aside: `${SLA_HOURS[tier]}\u00a0h`,
  description: rateWords(SLA_RATE_PERCENT[tier]),
}));

function rateWords(percent: number): string {
  if (percent === 100) return "The lanes' own rates.";
  return percent < 100
    ? `${100 - percent} % less; waits longer.`
    : `${percent - 100} % more; goes first.`;
}

/** What a quote's figures stand on. */
export const BASIS_WORDS: Record<Quote["pricing_estimate"]["basis"], string> = {
  items: "Counted on the items themselves.",
  file: "Counted on every line of the file.",
  estimate: "An estimate from the numbers you gave; the real items are priced again at submit.",
};
