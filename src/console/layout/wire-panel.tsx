import type { ReactNode } from "react";
import { WireExchange } from "./wire-exchange.tsx";
import { type WireCall, WireTabs } from "./wire-tabs.tsx";

interface WirePanelProps extends WireCall {
  note?: ReactNode;
  startWith?: "wire" | "curl";
}

/** The right half of a page: the request as it goes, the answer as it came, and the same call in three languages. */
export function WirePanel(props: WirePanelProps) {
  return <WireTabs {...props} Exchange={WireExchange} />;
}
