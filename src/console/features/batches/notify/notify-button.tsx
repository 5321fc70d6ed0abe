import { Bell, BellOff, BellRing } from "lucide-react";
import { askToBeTold, stopBeingTold, useNotifyWish } from "./notify-wish.ts";

/** Asks the browser to tell when the batch has ended, and says where it does not allow that. */
export function NotifyButton() {
  const wish = useNotifyWish();
  if (wish === "missing" || wish === "blocked") {
    return (
      <span role="status" className="mt-1 flex items-center gap-1.5 print:hidden">
        <BellOff size={14} aria-hidden="true" className="shrink-0" />
        {wish === "blocked"
          ? "Notifications are blocked for this address in the browser’s settings."
          : "This browser notifies on https and on localhost alone."}
      </span>
    );
  }
  const isOn = wish === "on";
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={() => (isOn ? stopBeingTold() : void askToBeTold())}
      className="mt-1 flex items-center gap-1.5 print:hidden text-secondary hover:text-ink pointer-coarse:min-h-11"
    >
      {isOn ? <BellRing size={14} aria-hidden="true" /> : <Bell size={14} aria-hidden="true" />}
      <span className="link">Tell me when done</span>
      {isOn ? <span aria-hidden="true">· on</span> : null}
    </button>
  );
}
