import { SANDBOX_FAIL_CODES, SANDBOX_SENTINELS } from "#contract/sandbox-sentinels.ts";
import { Link } from "react-router";
import { paths } from "../../paths.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { AnchoredHeading } from "./anchored-heading.tsx";

/** What to write into an item so that a sandbox lane ends it in a chosen way. */
export function SentinelsSection() {
  return (
    <>
      <p className="max-w-prose text-secondary">
        A sandbox lane does what an item's text asks of it: write a sentinel anywhere in the prompt.
        Several may stand in one text.{" "}
        <Link
          to={`${paths.submit()}?source=text&sample=sentinels.native.jsonl`}
          className="link whitespace-nowrap"
        >
          Submit one of each
        </Link>
      </p>
      {Object.entries(SANDBOX_SENTINELS).map(([word, { syntax, example, effect }]) => (
        <section key={word} className="mt-6 border-t border-line pt-5">
          <AnchoredHeading anchor={word}>{word}</AnchoredHeading>
          <p className="mt-1 max-w-prose text-secondary">{effect}</p>
          {syntax === example ? null : (
            <p className="mt-1 font-mono text-xs leading-5 break-words text-muted">{syntax}</p>
          )}
          <CodeBlock className="mt-2 max-w-2xl" label={`${word} sentinel`} code={example} />
        </section>
      ))}
      <p className="mt-6 border-t border-line pt-5 text-sm text-secondary">
        The failures that <code>fail</code> knows: {SANDBOX_FAIL_CODES.join(", ")}.
      </p>
    </>
  );
}
