import { Link } from "react-router";
import { Page } from "../../layout/page.tsx";
import { RequireCredentials } from "../../layout/require-credentials.tsx";
import { paths } from "../../paths.ts";
import { InputStep, QuoteStep, SubmitStep } from "./flow-steps.tsx";
import { SubmitWire } from "./submit-wire.tsx";
import { SubmittedPanel } from "./submitted-panel.tsx";
import { useFlow, type Flow } from "./use-flow.ts";

/** Step 4, second half: the input, a quote that covers it, and the batch. */
export default function SubmitPage() {
  const flow = useFlow();
  return (
    <Page
      title="Submit a batch"
      {...(flow.parentId === undefined
        ? {}
        : { facts: [<Parent key="parent" batchId={flow.parentId} />] })}
      description="Every line is checked here before anything is sent; a quote locks the price; then one POST makes the batch."
      wire={
        <SubmitWire
          part={flow.submission.held === undefined ? flow.open : "submit"}
          input={flow.input}
          quoteBody={flow.quoteBody}
          batchBody={flow.body}
          idempotencyKey={flow.submission.idempotencyKey}
        />
      }
    >
      <RequireCredentials need="any">
        <Steps flow={flow} />
      </RequireCredentials>
    </Page>
  );
}

function Steps({ flow }: { flow: Flow }) {
  const { held } = flow.submission;
  if (held?.webhook?.secret !== undefined) {
    return <SubmittedPanel batchId={held.id} url={held.webhook.url} secret={held.webhook.secret} />;
  }
  return (
    <div className="flex max-w-4xl flex-col gap-3">
      <InputStep flow={flow} />
      <QuoteStep flow={flow} />
      <SubmitStep flow={flow} />
    </div>
  );
}

/** The batch that this one is a retry of. */
function Parent({ batchId }: { batchId: string }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1">
      Linked to{" "}
      <Link to={paths.batch(batchId)} className="link font-mono">
        {batchId}
      </Link>
    </span>
  );
}
