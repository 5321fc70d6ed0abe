import type { contract } from "#contract/index.ts";
import { PERMISSIONS, type EndpointInput, type Permission } from "#contract/endpoint.ts";
import { gatewayNow } from "../../ui/gateway-clock.ts";

/** What the form of a new key holds: amounts as they are typed. */
export interface KeyForm {
  label: string;
  /** Days from now; "" is never. */
  expires_in_days: string;
  permissions: readonly Permission[];
  /** Dollars; "" is no cap. */
  spend_cap: string;
}

export const emptyKeyForm: KeyForm = {
  label: "prod-agent-key",
  expires_in_days: "",
  permissions: PERMISSIONS,
  spend_cap: "",
};

const DAY_MS = 86_400_000;

/** The form as the request says it; what stands at its default is left out, as a person would. */
export function keyBody(
  form: KeyForm,
): NonNullable<EndpointInput<typeof contract.apiKeys.create>["body"]> {
  const { label, expires_in_days, permissions } = form;
  // Whole minutes, so that the shown request does not change with every keystroke elsewhere.
  const expiresMs = Math.ceil(gatewayNow() / 60_000) * 60_000 + Number(expires_in_days) * DAY_MS;
  const cap = form.spend_cap.trim().replace(/^\$/, "");
  return {
    label,
    ...(expires_in_days === "" ? {} : { expires_at: new Date(expiresMs).toISOString() }),
    ...(permissions.length === PERMISSIONS.length ? {} : { permissions: [...permissions] }),
    ...(cap === "" ? {} : { spend_cap: { currency: "usd" as const, amount: cap } }),
  };
}
