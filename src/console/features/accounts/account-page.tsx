import { accounts, local } from "#contract/product-api.ts";
import { useState } from "react";
import { useApi } from "../../api/api-provider.tsx";
import { useAction, useEndpoint } from "../../api/query.ts";
import { useSession } from "../../environments/use-session.ts";
import { formatMoney } from "../../format/money.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { Page, Section } from "../../layout/page.tsx";
import { RequireCredentials } from "../../layout/require-credentials.tsx";
import { WirePanel } from "../../layout/wire-panel.tsx";
import { Button } from "../../ui/button.tsx";
import { ExactTime } from "../../ui/exact-time.tsx";
import { KeyValueList } from "../../ui/key-value-list.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { StatTiles } from "../../ui/stat-tiles.tsx";
import { CreditLedger } from "./credit-ledger.tsx";
import { PasswordForm } from "./password-form.tsx";

/** Who the account is, what it may spend, and every change of that. */
export default function AccountPage() {
  const { hasSession } = useSession();
  return (
    <Page
      title="Account"
      description="Credits with every grant, reservation, settlement and release; who you are; your password."
      wire={<WirePanel endpoint={accounts.get} input={{}} />}
    >
      <RequireCredentials need="any">
        <AccountFacts />
        <Section title="Ledger of credits" note="newest first">
          <CreditLedger />
        </Section>
        {hasSession ? (
          <Section title="Password">
            <PasswordForm />
          </Section>
        ) : null}
      </RequireCredentials>
    </Page>
  );
}

function AccountFacts() {
  const { data, error, refetch, isRefetching } = useEndpoint(accounts.get, {});
  const { environment } = useApi();
  const { hasSession } = useSession();
  if (error !== null && data === undefined) {
    return (
      <ApiErrorPanel
        error={error}
        title="The account could not be loaded"
        onRetry={() => void refetch()}
        isRetrying={isRefetching}
      />
    );
  }
  return (
    <>
      <StatTiles
        className="max-w-md"
        stats={[
          {
            label: "Credits",
            value: data && formatMoney(data.credit_balance),
            note: "can be spent",
          },
          {
            label: "Reserved",
            value: data && formatMoney(data.credit_reserved),
            note: "held for running batches",
          },
        ]}
      />
      {environment.kind === "local" && hasSession ? <TopUp /> : null}
      <Section title="Identity">
        <KeyValueList
          items={[
            { key: "Agent name", value: data?.agent_name },
            { key: "Email", value: data?.email },
            {
              key: "Verified",
              value: data?.email_verified_at && <ExactTime at={data.email_verified_at} />,
            },
            {
              key: "Organisation",
              value: data && <MonoId id={data.org_id} what="organisation id" />,
            },
            { key: "User", value: data && <MonoId id={data.user_id} what="user id" /> },
          ]}
        />
      </Section>
    </>
  );
}

const TOP_UP = { currency: "usd", amount: "25.000000" } as const;

/** Sandbox credit costs nothing and buys nothing but sandbox work. */
function TopUp() {
  const action = useAction(local.addCredits);
  const [times, setTimes] = useState(0);
  return (
    <div className="mt-3 flex items-center gap-3">
      <Button
        loading={action.isPending}
        onClick={() =>
          action.mutate({ body: { amount: TOP_UP } }, { onSuccess: () => setTimes(times + 1) })
        }
      >
        Add $25 of sandbox credit
      </Button>
      <p role="status" className="text-sm text-secondary">
        {action.error === null ? (times > 0 ? "Added." : "") : action.error.message}
      </p>
    </div>
  );
}
