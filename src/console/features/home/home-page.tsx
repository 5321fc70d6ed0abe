import { useState } from "react";
import { Link } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { useSession } from "../../environments/use-session.ts";
import type { LifecycleStep } from "../../layout/lifecycle.ts";
import { lazyPart, useFetchedAhead } from "../../layout/lazy-part.tsx";
import { Page } from "../../layout/page.tsx";
import { WireTabs } from "../../layout/wire-tabs.tsx";
import { useLifecycle } from "../../layout/use-lifecycle.ts";
import { paths } from "../../paths.ts";
import { Button, buttonClassName } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StateShape } from "../../ui/state-shape.tsx";
import { HOOK, stepCall } from "./step-calls.ts";

const loadExchange = () => import("../../layout/wire-exchange.tsx");
const WireExchange = lazyPart(
  async () => (await loadExchange()).WireExchange,
  <SkeletonRows rows={4} label="Loading the exchange" />,
);
const AHEAD = [loadExchange];

/** What each step does, by its number. */
const WORDS: Record<number, { says: string; verb: string }> = {
  1: { says: "Create an account with one POST.", verb: "Register" },
  2: { says: "Use the email link or POST the token directly.", verb: "Verify" },
  3: { says: "Exchange your session for a long-lived key.", verb: "Create a key" },
  4: { says: "Lock a quote, then submit with that quote_id.", verb: "Lock a quote" },
  5: { says: "Receive a webhook or poll the batch endpoint.", verb: "Watch" },
  6: {
    says: "One request in, the result by webhook: the same async contract, no polling.",
    verb: "Run a loop",
  },
};

/** The six steps of the lifecycle with what proved each, and the next one to take. */
export default function HomePage() {
  const steps = useLifecycle();
  useFetchedAhead(AHEAD);
  const { environment } = useApi();
  const { canCall } = useSession();
  const next = steps.find(({ tone }) => tone === "waiting");
  const [pickedStep, setPickedStep] = useState<number>();
  const shownStep = pickedStep ?? next?.number ?? 4;
  return (
    <Page
      title="Run the full batch lifecycle"
      description={
        <>
          No dashboard required: sign up, quote, dispatch, retrieve, all over HTTP. Every step here
          makes the real call and shows it as it goes over the wire to{" "}
          <code>{environment.origin}</code>.
        </>
      }
      wire={
        <>
          <WireTabs
            startWith="curl"
            Exchange={WireExchange}
            {...stepCall(shownStep, steps[4]?.id ?? null)}
            note={`Step ${shownStep} as the product's own page has it; with your host and your key in place it runs as it is.`}
          />
          {shownStep === 5 ? <WebhookExample batchId={steps[4]?.id ?? "bat_…"} /> : null}
        </>
      }
      actions={
        canCall ? null : (
          <Link to={paths.signIn()} className={buttonClassName({})}>
            Sign in
          </Link>
        )
      }
    >
      <ol className="max-w-3xl overflow-hidden rounded-lg border border-line bg-raised">
        {steps.map((step) => (
          <StepCard
            key={step.number}
            step={step}
            isNext={step.number === next?.number}
            isShown={step.number === shownStep}
            isKnown={canCall}
            onShow={() => setPickedStep(step.number)}
          />
        ))}
      </ol>
      {environment.kind === "local" ? (
        <p className="mt-6 max-w-2xl text-sm text-secondary">
          Or lean back:{" "}
          <Link to={paths.demo()} className="link">
            let the whole lifecycle play by itself
          </Link>
          , with captions, and the same each time.
        </p>
      ) : null}
      <p className="mt-6 max-w-2xl text-sm text-muted">
        No dashboard. Just HTTP: an agent needs none of these pages, and the panel beside each of
        them holds the same call as cURL, TypeScript and Python. The contract is the same for every
        workflow: quote, dispatch, webhook back.
      </p>
    </Page>
  );
}

/** The other way to receive the results: what the gateway posts, in the fields that a receiver needs. */
function WebhookExample({ batchId }: { batchId: string }) {
  const body = {
    event: "batch.completed",
    batch_id: batchId,
    output_file_url: "https://...",
    error_file_url: null,
  };
  return (
    <div className="mt-5">
      <p className="mb-2 text-sm text-muted">
        Or wait for the webhook, and poll nothing. This is what comes to your endpoint:
      </p>
      <CodeBlock label="webhook" code={`POST ${HOOK}\n${JSON.stringify(body, null, 2)}`} />
    </div>
  );
}

interface StepCardProps {
  step: LifecycleStep;
  isNext: boolean;
  /** Its call stands in the panel at the right. */
  isShown: boolean;
  /** Somebody is signed in: what they have done is read. */
  isKnown: boolean;
  onShow: () => void;
}

function StepCard({ step, isNext, isShown, isKnown, onShow }: StepCardProps) {
  const words = WORDS[step.number];
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-3 border-b border-line px-4 py-4 last:border-b-0 sm:px-5">
      <StateShape tone={step.tone} size={20} progress={step.progress} className="mt-0.5" />
      <div className="min-w-0 flex-1 basis-60">
        <h2 className="font-semibold">
          {step.number}. {step.title}
        </h2>
        <p className="text-secondary">{words?.says}</p>
        <p className="mt-1 font-mono text-xs break-all text-muted">
          {step.call}
          {step.proof === null ? "" : ` → ${step.proof}`}
        </p>
        {step.id === null && !isKnown ? null : (
          // Kept free for what is about to be read, so that nothing moves when it comes.
          <p className="mt-1 flex min-h-4 flex-wrap items-center gap-x-3 text-xs text-muted">
            {step.id === null ? null : <MonoId id={step.id} what={`id of step ${step.number}`} />}
            {step.at === null ? null : <RelativeTime at={step.at} />}
          </p>
        )}
      </div>
      <Button
        variant="quiet"
        aria-pressed={isShown}
        className="aria-pressed:bg-wash aria-pressed:text-ink"
        aria-label={`Show call of step ${step.number}`}
        onClick={onShow}
      >
        Show call
      </Button>
      <Link
        to={step.path}
        aria-label={`${words?.verb ?? "Open"}: step ${step.number}`}
        className={classNames(buttonClassName({ variant: isNext ? "primary" : "secondary" }))}
      >
        {words?.verb}
      </Link>
    </li>
  );
}
