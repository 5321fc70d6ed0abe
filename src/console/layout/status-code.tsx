import type { Exchange } from "#contract/client.ts";
import { classNames } from "../ui/class-names.ts";
import { type Tone, toneSoft, toneText } from "../ui/tone.ts";

/** The tone of a status code: a 304 is as good as the 200 that it repeats. */
function statusTone(exchange: Pick<Exchange, "status" | "failure">): Tone {
  const { status, failure } = exchange;
  if (failure !== null) return failure === "aborted" ? "waiting" : "failed";
  if (status === null) return "running";
  if (status < 400) return "done";
  return status < 500 ? "attention" : "failed";
}

/** A status code, or in its place why there is none. */
export function StatusCode({ exchange }: { exchange: Pick<Exchange, "status" | "failure"> }) {
  const tone = statusTone(exchange);
  const { status, failure } = exchange;
  const without = { aborted: "called off", network: "no answer" };
  const word = failure === null ? (status ?? "sent…") : without[failure];
  return (
    <span
      className={classNames(
        "inline-flex h-6 items-center rounded-md px-2 text-sm font-semibold whitespace-nowrap",
        toneSoft[tone],
        toneText[tone],
      )}
    >
      {word}
    </span>
  );
}
