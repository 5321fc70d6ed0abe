import { useApi } from "../../api/api-provider.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { RadioCards, type RadioCard } from "../../ui/radio-cards.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { WebhookChoice } from "./batch-form.ts";
import type { LocalInbox } from "./use-local-inbox.ts";

interface Props {
  id: string;
  choice: WebhookChoice;
  onChange: (choice: WebhookChoice) => void;
  problems: Readonly<Record<string, string>>;
  inbox: LocalInbox;
}

type Card = RadioCard<WebhookChoice["kind"]>;

const INBOX: Card = {
  value: "inbox",
  label: "Use the local inbox",
  description: "A receiver in this gateway, to see what arrives and check its signature.",
};
const NONE: Card = {
  value: "none",
  label: "None of its own",
  description: "The account's default endpoint, if there is one.",
};
const URL_CARD: Card = { value: "url", label: "A URL", description: "Yours, over https." };

/** Where the batch's end is told. */
export function WebhookFields({ id, choice, onChange, problems, inbox }: Props) {
  const { environment } = useApi();
  const isLocal = environment.kind === "local";
  return (
    <div className="flex flex-col gap-3">
      <RadioCards
        label="Webhook"
        columns={isLocal ? 3 : 2}
        options={isLocal ? [NONE, INBOX, URL_CARD] : [NONE, URL_CARD]}
        value={choice.kind}
        onChange={(kind) => {
          onChange({ ...choice, kind });
          if (kind === "inbox") inbox.open();
        }}
        error={choice.kind === "inbox" ? inbox.error?.message : undefined}
      />
      {choice.kind === "inbox" ? (
        <p className="min-h-5 text-sm break-all text-secondary" role="status">
          {inbox.url === undefined ? (
            inbox.isOpening ? (
              "Opening an inbox…"
            ) : (
              ""
            )
          ) : (
            <>
              Delivered to <code>{inbox.url}</code>. The signing secret is kept in this tab, for the
              signature check.
            </>
          )}
        </p>
      ) : null}
      {choice.kind === "url" ? (
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            id={`${id}-webhook-url`}
            label="URL"
            type="url"
            mono
            placeholder="https://example.com/hooks/batchrouter"
            value={choice.url}
            error={problems["webhook.url"]}
            hint={isLocal ? "http://127.0.0.1 is taken here too." : undefined}
            onChange={({ target }) => onChange({ ...choice, url: target.value })}
          />
          <PasswordField
            id={`${id}-webhook-secret`}
            label="Signing secret"
            autoComplete="off"
            value={choice.secret}
            error={problems["webhook.secret"]}
            hint="Empty: one is made and shown to you once."
            onChange={({ target }) => onChange({ ...choice, secret: target.value })}
          />
        </div>
      ) : null}
    </div>
  );
}
