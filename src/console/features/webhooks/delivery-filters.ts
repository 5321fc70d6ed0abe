import { DELIVERY_STATUSES, type Delivery } from "#contract/webhooks.ts";

/** The filters of the list of deliveries, as the address and the request have them. */
export interface DeliveryFilters {
  status?: Delivery["status"];
  batch_id?: string;
  run_id?: string;
  cursor?: string;
}

const isStatus = (value: string | null): value is Delivery["status"] =>
  DELIVERY_STATUSES.some((status) => status === value);

/** The filters that an address asks for; what makes no sense is left out. */
export function readDeliveryFilters(search: URLSearchParams): DeliveryFilters {
  const status = search.get("status");
  const filters: DeliveryFilters = isStatus(status) ? { status } : {};
  for (const name of ["batch_id", "run_id", "cursor"] as const) {
    const value = search.get(name)?.trim() ?? "";
    if (value !== "") filters[name] = value;
  }
  return filters;
}

/** The address after some filters have changed: an empty one goes, and with any change the list begins at its top again. */
export function withDeliveryFilters(
  search: URLSearchParams,
  changes: Partial<Record<keyof DeliveryFilters, string>>,
): URLSearchParams {
  const next = new URLSearchParams(search);
  if (!("cursor" in changes)) next.delete("cursor");
  next.delete("delivery");
  for (const [name, value] of Object.entries(changes)) {
    if (value.trim() === "") next.delete(name);
    else next.set(name, value.trim());
  }
  return next;
}
