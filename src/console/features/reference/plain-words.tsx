import { Fragment } from "react";

/** A sentence of the contract, with what stands between backticks set as code. */
export function PlainWords({ text }: { text: string }) {
  return text.split("`").map((part, at) =>
    at % 2 === 0 ? (
      // A part has no identity but its place.
      // oxlint-disable-next-line react/no-array-index-key
      <Fragment key={at}>{part}</Fragment>
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- as above
      <code key={at} className="text-[0.92em] break-words text-ink">
        {part}
      </code>
    ),
  );
}
