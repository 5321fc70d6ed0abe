import { contract } from "#contract/index.ts";
import { toMicros, type Money } from "#contract/primitives.ts";
import { Link } from "react-router";
import { useEndpoint } from "../../api/query.ts";
import { formatMicros, formatMoney } from "../../format/money.ts";
import { paths } from "../../paths.ts";
import { Callout } from "../../ui/callout.tsx";

/** Whether the credits reach for a total, said before anything is submitted. */
export function Affordability({ total }: { total: Money }) {
  const { data } = useEndpoint(contract.accounts.get, {});
  if (data === undefined) return <p className="mt-3 min-h-5" />;
  const missing = toMicros(total) - toMicros(data.credit_balance);
  if (missing <= 0n) {
    return (
      <p className="mt-3 text-sm text-muted">
        Your credits of {formatMoney(data.credit_balance)} cover it. Submitting reserves the price
        of the real items; what is not used comes back.
      </p>
    );
  }
  return (
    <Callout
      className="mt-3"
      tone="attention"
      title={`The credits are ${formatMicros(missing)} short`}
    >
      There are {formatMoney(data.credit_balance)}, and the quote comes to {formatMoney(total)}.{" "}
      <Link to={paths.account()} className="link">
        Top up
      </Link>{" "}
      before you submit, or quote less work.
    </Callout>
  );
}
