import { useCallback, useSyncExternalStore } from "react";
import { gatewayNow, isGatewayClockHeld, subscribeGatewayClock } from "../../ui/gateway-clock.ts";

/** Whether a moment of the gateway has passed; renders once when it does, rather than each second until then. */
export function useHasPassed(moment: string | undefined): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      if (moment === undefined) return () => {};
      let timer: ReturnType<typeof setTimeout> | undefined;
      const wait = (): void => {
        clearTimeout(timer);
        if (isGatewayClockHeld()) return;
        // A millisecond more, as a timer may fire a little early.
        timer = setTimeout(listener, Math.max(0, Date.parse(moment) - gatewayNow()) + 1);
      };
      wait();
      const stop = subscribeGatewayClock(() => {
        wait();
        listener();
      });
      return () => {
        clearTimeout(timer);
        stop();
      };
    },
    [moment],
  );
  return useSyncExternalStore(subscribe, () => isPast(moment));
}

function isPast(moment: string | undefined): boolean {
  return moment !== undefined && Date.parse(moment) <= gatewayNow();
}
