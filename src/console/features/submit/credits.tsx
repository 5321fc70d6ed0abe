import { contract } from "#contract/index.ts";
import { toMicros, type Money } from "#contract/primitives.ts";
import { useEndpoint } from "../../api/query.ts";
import { formatMicros, formatMoney } from "../../format/money.ts";
import { TopUpButton } from "./top-up-button.tsx";

/** Whether the credits reach, beside the button that would spend them. */
export function Credits({ total }: { total: Money }) {
  const { data } = useEndpoint(contract.accounts.get, {});
  if (data === undefined) return null;
  const missing = toMicros(total) - toMicros(data.credit_balance);
  if (missing <= 0n) {
    return (
      <p className="text-sm text-secondary">Of {formatMoney(data.credit_balance)} in credits.</p>
    );
  }
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p className="text-sm text-attention-text">
        Credits of {formatMoney(data.credit_balance)} are {formatMicros(missing)} short.
      </p>
      <TopUpButton />
    </div>
  );
}
