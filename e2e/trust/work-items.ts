import type { ValueSources } from "./generate-values.ts";

/** Models of the catalog that the sandbox's lanes offer, and one that nobody does. */
const MODELS = ["gpt-4o-mini", "llama-3.3-70b-instruct", "claude-haiku-4-5", "no-such-model"];

/** A line of work that the contract takes for good, in one of the forms that it knows. */
function workItem({ random }: ValueSources): unknown {
  const id = `item-${random.between(0, 1e9)}`;
  const model = random.pick(MODELS);
  const messages = [
    { role: "user", content: random.pick(["Say hello.", "漢字 😀", "x".repeat(900)]) },
  ];
  return random.pick([
    { customer_item_id: id, operation: "responses", model, input: { messages } },
    {
      customer_item_id: id,
      operation: "responses",
      model,
      input: { input: "Hello" },
      temperature: 0.5,
    },
    { custom_id: id, method: "POST", url: "/v1/chat/completions", body: { model, messages } },
    { custom_id: id, method: "POST", url: "/v1/responses", body: { model, input: "Hello" } },
  ]);
}

/** Fields for which a schema says less than the gateway asks: slugs of models, and items of work. */
export const WORK_FIELDS: ValueSources["fields"] = {
  model: ({ random }) => random.pick(MODELS),
  models: ({ random }) => [random.pick(MODELS), "gpt-4o-mini"].slice(0, random.between(1, 2)),
  items: (sources) => Array.from({ length: sources.random.between(1, 3) }, () => workItem(sources)),
  /** So few that credits last. */
  estimated_items: ({ random }) => random.between(1, 50),
  /** No batch takes longer than the run: a lane's pace is that of the sandbox. */
  speed: () => 1_000,
  pace: ({ random }) => random.between(1, 100),
};
