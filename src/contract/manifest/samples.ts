/** A sample input that is shipped with the console, under `/samples/`. */
export interface Sample {
  file: string;
  title: string;
  description: string;
  /** Its good lines. */
  items: number;
}

/** The sample inputs, in the order in which they are offered. */
export const SAMPLES: readonly Sample[] = [
  {
    file: "support-tickets.native.jsonl",
    title: "Support tickets",
    description:
      "Forty tickets of a bicycle shop, to be sorted by queue and urgency. Native lines.",
    items: 40,
  },
  {
    file: "product-copy.openai-batch.jsonl",
    title: "Product copy",
    description: "Texts for 25 household goods, two models, two endpoints. OpenAI Batch lines.",
    items: 25,
  },
  {
    file: "embeddings.native.jsonl",
    title: "Embeddings",
    description: "Fifteen help texts and five searches to be embedded. Native lines.",
    items: 20,
  },
  {
    file: "sentinels.native.jsonl",
    title: "Every outcome",
    description:
      "Sixteen items that tell the sandbox how to end: retried, failed, refused, cut off, empty, slow, large.",
    items: 16,
  },
  {
    file: "broken.jsonl",
    title: "Broken lines",
    description:
      "Each fault that the check finds, once, between two good lines. Nothing can be created from it.",
    items: 2,
  },
];
