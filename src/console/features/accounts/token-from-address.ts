import { useEffect, useState } from "react";
import { useLocation, useNavigate, useSearchParams } from "react-router";

/** The token that a mail's link brings in the address, or ""; it is taken out of the address at once. */
export function useTokenFromAddress(): string {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [token] = useState(() => search.get("token") ?? "");
  const isInAddress = search.has("token");
  useEffect(() => {
    if (isInAddress) void navigate(pathname, { replace: true });
  }, [isInAddress, navigate, pathname]);
  return token;
}
