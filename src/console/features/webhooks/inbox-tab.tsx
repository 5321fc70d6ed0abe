import { Link } from "react-router";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { Section } from "../../layout/page.tsx";
import { paths } from "../../paths.ts";
import { Button, buttonClassName } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { StaleBadge } from "../../ui/stale-badge.tsx";
import { toast } from "../../ui/toast.tsx";
import type { Inbox } from "#contract/local.ts";
import { AnswerControl } from "./answer-control.tsx";
import { ReceiptList } from "./receipt-list.tsx";
import { useInbox, useOpenInbox } from "./use-inbox.ts";

/** A receiver on this machine: its URL, how it answers, and all that it has received. */
export function InboxTab() {
  const { data, error, inboxId, refetch, isRefetching, dataUpdatedAt } = useInbox({ isLive: true });
  if (inboxId === undefined) return <NoInbox />;
  if (data === undefined) {
    return error === null ? (
      <Skeleton className="h-72 w-full rounded-lg" />
    ) : (
      <ApiErrorPanel
        error={error}
        title="The inbox could not be read"
        onRetry={() => void refetch()}
        isRetrying={isRefetching}
      />
    );
  }
  return (
    <>
      <InboxPanel inbox={data} />
      <Section
        title="Received"
        note={data.data.length === 0 ? undefined : "newest first, as it came"}
        aside={error === null ? null : <StaleBadge since={dataUpdatedAt} reason={error.message} />}
      >
        {data.data.length === 0 ? <NothingReceived /> : <ReceiptList receipts={data.data} />}
      </Section>
    </>
  );
}

function NoInbox() {
  const { open, isPending } = useOpenInbox();
  function press(): void {
    open().catch((error: Error) => toast.failed("No inbox was opened", { detail: error.message }));
  }
  return (
    <EmptyState
      title="No inbox in this tab yet"
      actions={
        <Button
          variant="primary"
          loading={isPending}
          loadingLabel="Opening an inbox"
          onClick={press}
        >
          Open an inbox
        </Button>
      }
    >
      An inbox is a receiver on this machine. It gives you a URL, keeps whatever is sent there as it
      came, and fails on purpose when you ask it to.
    </EmptyState>
  );
}

function InboxPanel({ inbox }: { inbox: Inbox }) {
  const { open, isPending } = useOpenInbox();
  function press(): void {
    open().catch((error: Error) => toast.failed("No inbox was opened", { detail: error.message }));
  }
  return (
    <Panel
      flush
      header={
        <>
          <h2 className="font-semibold text-ink">Local inbox</h2>
          <code className="font-mono text-xs break-all text-muted">{inbox.inbox_id}</code>
          <Button
            size="small"
            variant="quiet"
            className="ml-auto"
            loading={isPending}
            onClick={press}
          >
            Open another
          </Button>
        </>
      }
    >
      <div className="flex items-start gap-2 border-b border-line px-3 py-2.5">
        <code className="min-w-0 grow font-mono text-sm break-all">{inbox.url}</code>
        <CopyButton withLabel what="inbox URL" text={inbox.url} />
      </div>
      <AnswerControl key={inbox.inbox_id} inbox={inbox} />
    </Panel>
  );
}

function NothingReceived() {
  return (
    <EmptyState
      title="Waiting for the first delivery"
      actions={
        <>
          <Link to={`${paths.webhooks()}?tab=endpoint`} className={buttonClassName({})}>
            Send a test event
          </Link>
          <Link to={paths.agentRuns()} className={buttonClassName({ variant: "primary" })}>
            Run an agent loop
          </Link>
        </>
      }
    >
      Name the URL above as the webhook of a batch, of a run, or as the organisation's endpoint.
      What arrives shows here by itself.
    </EmptyState>
  );
}
