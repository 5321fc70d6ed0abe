import {
  DEFAULT_WEBHOOK_EVENTS,
  DELIVERY_ATTEMPTS,
  DELIVERY_SPAN_HOURS,
  DELIVERY_TIMEOUT_MS,
  WEBHOOK_EVENT_TYPES,
  type WebhookEventType,
} from "#contract/webhook-events.ts";
import { Link } from "react-router";
import { paths } from "../../paths.ts";
import { JsonView } from "../../ui/json-view.tsx";
import { EVENT_WORDS } from "../webhooks/queries.ts";
import { AnchoredHeading } from "./anchored-heading.tsx";
import { eventExample } from "./event-examples.ts";
import { SignaturePart } from "./signature-part.tsx";

/** How deliveries are made and signed, and each event with its body. */
export function EventsSection() {
  return (
    <>
      <p className="max-w-prose text-secondary">
        A receiver answers with a 2xx within {DELIVERY_TIMEOUT_MS / 1_000} seconds. Anything else is
        tried again: {DELIVERY_ATTEMPTS} attempts over {DELIVERY_SPAN_HOURS} hours, with growing and
        jittered pauses; redirects are not followed, and a 410 ends it. An event may come more than
        once, always with the same <code>id</code>.{" "}
        <Link to={`${paths.webhooks()}?tab=inbox`} className="link whitespace-nowrap">
          Watch one arrive
        </Link>
      </p>
      <SignaturePart />
      {WEBHOOK_EVENT_TYPES.map((type) => (
        <EventEntry key={type} type={type} />
      ))}
    </>
  );
}

function EventEntry({ type }: { type: WebhookEventType }) {
  const isSentByItself = DEFAULT_WEBHOOK_EVENTS.some((one) => one === type);
  return (
    <article
      aria-labelledby={type}
      className="mt-8 grid grid-cols-1 gap-x-8 gap-y-3 border-t border-line pt-6 xl:grid-cols-2"
    >
      <div>
        <AnchoredHeading anchor={type}>
          <code className="font-mono text-sm">{type}</code>
        </AnchoredHeading>
        <p className="mt-1 text-secondary">{EVENT_WORDS[type]}</p>
        <p className="mt-1 text-sm text-muted">
          {isSentByItself
            ? "Sent unless the webhook names other events."
            : "Sent only to a webhook that names it in events."}
        </p>
      </div>
      <JsonView
        label={`Body of ${type}`}
        value={eventExample(type)}
        className="max-h-96"
        fileName={`${type}.json`}
      />
    </article>
  );
}
