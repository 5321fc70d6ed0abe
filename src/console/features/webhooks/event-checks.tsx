import {
  DEFAULT_WEBHOOK_EVENTS,
  WEBHOOK_EVENT_TYPES,
  type WebhookEventType,
} from "#contract/webhook-events.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { FieldError } from "../../ui/field.tsx";
import { toggleEvent } from "./endpoint-body.ts";
import { EVENT_WORDS } from "./event-words.ts";

interface EventChecksProps {
  idPrefix: string;
  events: readonly WebhookEventType[];
  error: string | undefined;
  onChange: (events: WebhookEventType[]) => void;
}

/** Which events are sent; the ends unless one asks for more. */
export function EventChecks({ idPrefix, events, error, onChange }: EventChecksProps) {
  return (
    <fieldset>
      <legend className="text-sm font-medium">Events</legend>
      <div className="mt-0.5 mb-2 flex flex-wrap items-center gap-x-2 text-sm text-muted">
        By default all that end something.
        <Button size="small" variant="quiet" onClick={() => onChange([...DEFAULT_WEBHOOK_EVENTS])}>
          Back to the default
        </Button>
      </div>
      <div className="grid gap-x-6 gap-y-2.5 sm:grid-cols-2">
        {WEBHOOK_EVENT_TYPES.map((type) => (
          <Checkbox
            key={type}
            id={`${idPrefix}-${type}`}
            label={<code className="font-mono text-sm">{type}</code>}
            hint={EVENT_WORDS[type]}
            checked={events.includes(type)}
            onChange={({ target }) => onChange(toggleEvent(events, type, target.checked))}
          />
        ))}
      </div>
      {error === undefined ? null : (
        <FieldError id={`${idPrefix}-events-error`}>{error}</FieldError>
      )}
    </fieldset>
  );
}
