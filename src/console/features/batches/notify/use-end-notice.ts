import { isTerminal } from "#contract/batch-states.ts";
import type { Batch } from "#contract/batches.ts";
import { useEffect, useRef } from "react";
import { toast } from "../../../ui/toast.tsx";
import { endNotice } from "../announcement.ts";
import { useNotifyWish } from "./notify-wish.ts";

/** Shows a notification when a batch that was seen running has ended, where the person has asked for it. */
export function useEndNotice(batch: Batch | undefined, name: string): void {
  const wish = useNotifyWish();
  const wasRunning = useRef(false);
  useEffect(() => {
    if (batch === undefined) return;
    if (!isTerminal(batch.status)) {
      wasRunning.current = true;
      return;
    }
    if (!wasRunning.current) return;
    wasRunning.current = false;
    if (wish === "on") show(endNotice(batch, name), batch.id);
  }, [batch, name, wish]);
}

function show({ title, body }: { title: string; body: string }, batchId: string): void {
  try {
    // Two tabs with the same batch make one notification of it.
    const notice = new Notification(title, { body, tag: batchId });
    notice.addEventListener("click", () => {
      window.focus();
      notice.close();
    });
  } catch {
    // Some browsers have notifications for installed apps alone.
    toast.note(title, { detail: body, lastsMs: Infinity });
  }
}
