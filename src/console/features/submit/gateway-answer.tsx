import type { ApiError } from "#contract/client.ts";
import type { PreflightIssue } from "#contract/error-envelope.ts";
import { useState } from "react";
import { SectionHeading } from "../../ui/headings.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import type { LineAnchor } from "./check-input.ts";
import { IssueList } from "./issue-list.tsx";
import { OpenedIssue } from "./opened-issue.tsx";

interface Props {
  error: ApiError;
  input: Blob;
  anchors: readonly LineAnchor[];
}

/** What the gateway found in an upload, as it answered. */
export function GatewayAnswer({ error, input, anchors }: Props) {
  const [opened, setOpened] = useState<PreflightIssue>();
  return (
    <section aria-label="The gateway's answer">
      <SectionHeading
        level={3}
        title="The gateway's answer"
        note={`${error.status ?? ""} ${error.code}`}
      />
      <p role="alert" className="text-sm text-secondary">
        {error.message}
      </p>
      <div className="mt-2">
        <IssueList
          label="Issues found by the gateway"
          issues={error.preflight}
          issueCount={error.issue_count}
          opened={opened}
          onOpen={setOpened}
        />
      </div>
      {opened === undefined ? null : <OpenedIssue issue={opened} input={input} anchors={anchors} />}
      {error.request_id === null ? null : (
        <p className="mt-2 flex items-center gap-1.5 text-sm text-muted">
          Request <MonoId id={error.request_id} what="request id" />
        </p>
      )}
    </section>
  );
}
