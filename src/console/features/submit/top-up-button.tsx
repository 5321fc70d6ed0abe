import { contract } from "#contract/index.ts";
import { Link } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { useAction } from "../../api/query.ts";
import { useSession } from "../../environments/use-session.ts";
import { paths } from "../../paths.ts";
import { Button, buttonClassName } from "../../ui/button.tsx";
import { toast } from "../../ui/toast.tsx";

const TOP_UP = { currency: "usd", amount: "25.000000" } as const;

/** Adds sandbox credit where that can be had; elsewhere, the way to the account. */
export function TopUpButton() {
  const { environment } = useApi();
  const { hasSession } = useSession();
  const action = useAction(contract.local.addCredits);
  if (environment.kind !== "local" || !hasSession) {
    return (
      <Link to={paths.account()} className={buttonClassName({ size: "small" })}>
        Open the account
      </Link>
    );
  }
  return (
    <Button
      size="small"
      loading={action.isPending}
      loadingLabel="Adding credit"
      onClick={() =>
        action.mutate(
          { body: { amount: TOP_UP } },
          {
            onSuccess: () => toast.done("$25 of sandbox credit added"),
            onError: (error) => toast.failed("No credit was added", { detail: error.message }),
          },
        )
      }
    >
      Add $25 of sandbox credit
    </Button>
  );
}
