import { contract } from "#contract/index.ts";
import type { Mail } from "#contract/local.ts";
import { useRef } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { useAction, useEndpoint } from "../../api/query.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { Page } from "../../layout/page.tsx";
import { useRowKeys } from "../../layout/use-row-keys.ts";
import { WirePanel } from "../../layout/wire-panel.tsx";
import { paths } from "../../paths.ts";
import { Button, buttonClassName } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { usePresenter } from "../../ui/presenter.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { LocalOnly } from "../../layout/local-only.tsx";
import { MAIL_POLL_MS } from "./queries.ts";

const { listMails, clearMails } = contract.local;

/** The mails that a hosted gateway would have sent. */
export default function MailboxPage() {
  return (
    <Page
      title="Mailbox"
      description="What a hosted gateway would have sent by mail. Nothing leaves this machine."
      wire={<WirePanel endpoint={listMails} input={{}} />}
    >
      <LocalOnly>
        <Mailbox />
      </LocalOnly>
    </Page>
  );
}

function Mailbox() {
  const { environment } = useApi();
  const [search, setSearch] = useSearchParams();
  const { data, error, refetch } = useEndpoint(
    listMails,
    { query: {} },
    { enabled: environment.kind === "local", refetchInterval: () => MAIL_POLL_MS },
  );
  const clear = useAction(clearMails);
  const list = useRef<HTMLOListElement>(null);
  useRowKeys(list);
  if (data === undefined) {
    return error === null ? (
      <Skeleton className="h-64 w-full" />
    ) : (
      <ApiErrorPanel
        error={error}
        title="The mailbox could not be opened"
        onRetry={() => void refetch()}
      />
    );
  }
  const mails = data.data;
  const open = mails.find(({ id }) => id === search.get("mail")) ?? mails[0];
  if (open === undefined) {
    return (
      <EmptyState
        title="No mail yet"
        actions={
          <Link to={paths.register()} className={buttonClassName({ variant: "primary" })}>
            Register an agent
          </Link>
        }
      >
        Registering, resending and resetting a password each send one.
      </EmptyState>
    );
  }
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[18rem_1fr]">
      <div className="flex flex-col gap-2">
        <ol
          ref={list}
          aria-label="Mails, newest first"
          className="overflow-hidden rounded-lg border border-line bg-raised"
        >
          {mails.map((mail) => (
            <li key={mail.id} className="border-b border-line last:border-b-0">
              <button
                data-row
                type="button"
                aria-current={mail.id === open.id}
                onClick={() => setSearch({ mail: mail.id }, { replace: true })}
                className={classNames(
                  "flex w-full flex-col gap-0.5 px-3 py-2.5 text-left hover:bg-wash",
                  mail.id === open.id && "bg-wash",
                )}
              >
                <span className="truncate font-medium">{mail.subject}</span>
                <span className="flex justify-between gap-2 text-xs text-muted">
                  <span className="truncate">{mail.to}</span>
                  <RelativeTime at={mail.created_at} className="whitespace-nowrap" />
                </span>
              </button>
            </li>
          ))}
        </ol>
        <Button variant="quiet" loading={clear.isPending} onClick={() => clear.mutate({})}>
          Empty the mailbox
        </Button>
      </div>
      <OpenMail mail={open} />
    </div>
  );
}

/** The console's own address in a mail's link, to be followed without a new load. */
function ownPath(link: string): string | undefined {
  try {
    const url = new URL(link);
    return url.origin === location.origin ? url.pathname + url.search : undefined;
  } catch {
    return undefined;
  }
}

function OpenMail({ mail }: { mail: Mail }) {
  const navigate = useNavigate();
  const { isOn } = usePresenter();
  const path = mail.links.map(ownPath).find((found) => found !== undefined);
  return (
    <Panel
      header={
        <>
          <span className="font-medium text-ink">{mail.subject}</span>
          <span>to {mail.to}</span>
        </>
      }
    >
      <pre className="font-sans text-base break-words whitespace-pre-wrap">{mail.text}</pre>
      {path === undefined ? null : isOn ? (
        // A link tells its address, and so the token, to whoever watches the pointer.
        <Button variant="primary" className="mt-4" onClick={() => void navigate(path)}>
          Open the mail's link
        </Button>
      ) : (
        <Link to={path} className={buttonClassName({ variant: "primary", className: "mt-4" })}>
          Open the mail's link
        </Link>
      )}
    </Panel>
  );
}
