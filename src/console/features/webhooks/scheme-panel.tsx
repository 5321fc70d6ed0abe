import { MISMATCH_REASONS, type SchemeVerdict } from "#contract/webhook-verification.ts";
import { CodeFrame } from "../../ui/code-block.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { Panel } from "../../ui/panel.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { excerptOf } from "./signed-excerpt.ts";

interface SchemePanelProps {
  title: string;
  /** What the scheme signs, in a few words. */
  note: string;
  verdict: SchemeVerdict;
  /** Where the body of a copy was changed; null when it was not. */
  changedAt: number | null;
  /** Where the body begins in the signed content. */
  bodyOffset: number;
}

/** One scheme's verdict: valid or why not, expected against received, and the exact content that is signed. */
export function SchemePanel({ title, note, verdict, changedAt, bodyOffset }: SchemePanelProps) {
  const { valid, expected, received, reason, missing, signed_content } = verdict;
  return (
    <Panel
      aria-label={title}
      header={
        <>
          <span className="font-medium text-ink">{title}</span>
          <span className="text-muted">{note}</span>
          <span className="ml-auto">
            <StatusBadge tone={valid ? "done" : "failed"}>
              {valid ? "valid" : (reason ?? "invalid")}
            </StatusBadge>
          </span>
        </>
      }
    >
      {reason === null ? null : (
        <p className="mb-3 text-sm text-failed-text">
          {MISMATCH_REASONS[reason]}
          {missing.length === 0 ? "" : ` Missing: ${missing.join(", ")}.`}
        </p>
      )}
      <dl className="grid gap-x-4 text-sm sm:grid-cols-[5rem_minmax(0,1fr)] sm:gap-y-1">
        <dt className="text-muted">Expected</dt>
        <dd className="mb-2 min-w-0 font-mono text-xs leading-5 sm:mb-0">
          <Signature text={expected} />
        </dd>
        <dt className="text-muted">Received</dt>
        <dd className="min-w-0 font-mono text-xs leading-5">
          <Signature text={received} />
        </dd>
      </dl>
      {signed_content === null ? null : (
        <Disclosure className="mt-2 -ml-1" title="The exact content that is signed">
          <SignedContent
            label={`content signed by ${title}`}
            content={signed_content}
            markedAt={changedAt === null ? null : bodyOffset + changedAt}
          />
        </Disclosure>
      )}
    </Panel>
  );
}

/** During a rotation the header holds one signature for each secret: a line each. */
function Signature({ text }: { text: string | null }) {
  if (text === null) return <span className="text-muted">–</span>;
  return text.split(" ").map((signature) => (
    <span key={signature} className="block break-all">
      {signature}
    </span>
  ));
}

interface SignedContentProps {
  label: string;
  content: string;
  markedAt: number | null;
}

/** As it is signed, on as many lines as it takes; a changed byte is marked, and a large content shown around it. */
function SignedContent({ label, content, markedAt }: SignedContentProps) {
  const { before, marked, after, hasMoreBefore, hasMoreAfter } = excerptOf(content, markedAt);
  return (
    <CodeFrame wrap label={label} copy={content} className="max-h-64">
      <span className="break-all">
        {hasMoreBefore ? <span className="text-muted">… </span> : null}
        {before}
        {marked === "" ? null : (
          <mark className="bg-failed-soft font-semibold text-failed-text">{marked}</mark>
        )}
        {after}
        {hasMoreAfter ? <span className="text-muted"> …</span> : null}
      </span>
    </CodeFrame>
  );
}
