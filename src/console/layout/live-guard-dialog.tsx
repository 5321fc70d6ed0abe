import { Suspense } from "react";
import { useLiveQuestion } from "../environments/live-guard.ts";
import { Dialog } from "../ui/dialog.tsx";
import { SkeletonRows } from "../ui/skeleton.tsx";
import { lazyPage } from "./lazy-page.ts";

const LiveGuardForm = lazyPage(() => import("./live-guard-form.tsx"));

/** Asks for the name of a live environment before something is done in it that costs money or cannot be taken back. */
export function LiveGuardDialog() {
  const question = useLiveQuestion();
  return (
    <Dialog
      isOpen={question !== undefined}
      onClose={() => question?.answer(false)}
      title={
        question === undefined
          ? ""
          : `${question.endpoint.summary}, in ${question.environment.name}?`
      }
      description={
        question === undefined
          ? undefined
          : `This is production (${question.environment.origin}): it is real, and may cost money.`
      }
    >
      {question === undefined ? null : (
        <Suspense fallback={<SkeletonRows rows={2} label="Loading the question" />}>
          <LiveGuardForm key={question.endpoint.path} question={question} />
        </Suspense>
      )}
    </Dialog>
  );
}
