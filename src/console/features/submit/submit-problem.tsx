import { ApiError } from "#contract/client.ts";
import { ERRORS, isErrorCode } from "#contract/errors.ts";
import type { ReactNode } from "react";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import type { FieldProblem } from "../../ui/error-summary.tsx";
import { remedyOf, type Remedy } from "./remedy.ts";

interface Props {
  error: Error | null;
  problems: readonly FieldProblem[];
  onLock: () => void;
  isLocking: boolean;
}

const TITLES: Record<Remedy, string> = {
  requote: "This quote will not do any more",
  quote_file: "The file comes to more than the quote",
  top_up: "The credits do not reach",
  new_key: "This key was used for another batch",
  none: "The batch was not submitted",
};

/** Why a batch was not accepted, and in its place what helps. Nothing was created and nothing reserved. */
export function SubmitProblem({ error, problems, onLock, isLocking }: Props) {
  if (error === null) return null;
  const facts = error instanceof ApiError ? error : undefined;
  const remedy = remedyOf(error);
  const code = facts?.code;
  const details = facts?.preflight.map(({ message }) => message) ?? [];
  const listed = details.length > 0 ? details : problems.map(({ message }) => message);
  return (
    <ErrorPanel
      title={TITLES[remedy]}
      why={<Reasons messages={listed.length > 0 ? listed : [error.message]} />}
      remedy={code !== undefined && isErrorCode(code) ? ERRORS[code].fix : undefined}
      code={code}
      requestId={facts?.request_id ?? undefined}
      actions={<RemedyAction remedy={remedy} onLock={onLock} isLocking={isLocking} />}
    />
  );
}

function Reasons({ messages }: { messages: readonly string[] }) {
  return messages.map((message) => (
    <span key={message} className="block">
      {message}
    </span>
  ));
}

function RemedyAction({
  remedy,
  onLock,
  isLocking,
}: { remedy: Remedy } & Pick<Props, "onLock" | "isLocking">): ReactNode {
  if (remedy !== "requote" && remedy !== "quote_file") return null;
  return (
    <Button size="small" loading={isLocking} loadingLabel="Locking a new quote" onClick={onLock}>
      Lock a quote for this file
    </Button>
  );
}
