/** One input line of a sample, in the native format. */
interface SampleLine {
  customer_item_id: string;
  operation: "responses";
  model: string;
  input: { messages: { role: "system" | "user"; content: string }[] };
  max_output_tokens: number;
}

/** Work that a shop might have. */
interface SampleTopic {
  /** Of the file, without its ending. */
  name: string;
  /** Before the number of an item. */
  idPrefix: string;
  model: string;
  instruction: string;
  texts: readonly string[];
}

export const SAMPLE_TOPICS = {
  tickets: {
    name: "support-tickets-january",
    idPrefix: "ticket",
    model: "gpt-4o-mini",
    instruction:
      "Sort this ticket of a bicycle shop. Answer with its queue, its urgency from 1 to 5, and one sentence.",
    texts: [
      "I was charged twice for order {n}. The bank shows two debits on the same day.",
      "My parcel {n} has been in transit for nine days. When will it arrive?",
      "The rear light of order {n} stopped working after one rain.",
      "I would like to change the delivery address of order {n}.",
      "Do the pedals of order {n} fit a child's bicycle of 24 inches?",
      "The frame of order {n} came with a scratch on the top tube. Photos are attached.",
      "Please send me the invoice of order {n} with our VAT number on it.",
      "I returned order {n} two weeks ago and have not had my money back.",
    ],
  },
  reviews: {
    name: "product-reviews-week-3",
    idPrefix: "review",
    model: "gpt-4o-mini",
    instruction: "Say whether this review is good, bad or mixed, and name what it is about.",
    texts: [
      "Rode it {n} kilometres in the first month. The saddle is the best I have had.",
      "Good price, but the manual was in the wrong language and page {n} was missing.",
      "The box was open when it came. Part {n} of the assembly set was gone.",
      "Five stars. Support answered within {n} minutes.",
      "The brakes squeal since day {n}. Otherwise fine.",
    ],
  },
  titles: {
    name: "catalog-titles-spring",
    idPrefix: "title",
    model: "gpt-4o-mini",
    instruction: "Write a product title of at most 60 characters.",
    texts: [
      "City bicycle, seven gears, low frame, item {n}.",
      "Waterproof pannier, 20 litres, reflective, item {n}.",
      "Helmet with a light, sizes S to L, item {n}.",
      "Puncture-proof tyre, 28 inches, item {n}.",
    ],
  },
} as const satisfies Record<string, SampleTopic>;

/** Puts a sentinel, if any, before the text of an item, by its place. */
type Sentinel = (at: number) => string;

const NONE: Sentinel = () => "";

/** The lines of a topic: the same for the same topic and count. */
export function sampleLines(
  topic: SampleTopic,
  count: number,
  sentinel: Sentinel = NONE,
): SampleLine[] {
  return Array.from({ length: count }, (_, at) => {
    const number = 48_007 + at * 7;
    const text = topic.texts[at % topic.texts.length] ?? "";
    const content = `${sentinel(at)} ${text.replaceAll("{n}", String(number))}`.trim();
    return {
      customer_item_id: `${topic.idPrefix}-${number}`,
      operation: "responses",
      model: topic.model,
      input: {
        messages: [
          { role: "system", content: topic.instruction },
          { role: "user", content },
        ],
      },
      max_output_tokens: 120,
    };
  });
}

/** Lines as the file that is uploaded. */
export function asJsonl(lines: readonly SampleLine[]): Blob {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  return new Blob([text], { type: "application/x-ndjson" });
}
