import { Link } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { paths } from "../../paths.ts";
import { RadioCards } from "../../ui/radio-cards.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { DeliveryChoice, RunForm } from "./run-form.ts";

interface DeliveryFieldsProps {
  urlId: string;
  form: RunForm;
  onChange: (form: RunForm) => void;
  inboxUrl: string | undefined;
  error: string | undefined;
}

/** Where the answer is delivered: by default to a receiver on this machine, where there is one. */
export function DeliveryFields({ urlId, form, onChange, inboxUrl, error }: DeliveryFieldsProps) {
  const { environment } = useApi();
  const isLocal = environment.kind === "local";
  return (
    <div className="flex flex-col gap-3">
      <RadioCards<DeliveryChoice>
        label="When it ends"
        columns={isLocal ? 3 : 2}
        value={form.delivery}
        onChange={(delivery) => onChange({ ...form, delivery })}
        options={[
          ...(isLocal
            ? [
                {
                  value: "inbox" as const,
                  label: "Use inbox",
                  description:
                    inboxUrl === undefined
                      ? "Opens a receiver on this machine."
                      : "This tab's receiver.",
                },
              ]
            : []),
          { value: "url", label: "Call a URL", description: "A signed POST with the answer." },
          { value: "none", label: "Say nothing", description: "Polling sees it too." },
        ]}
      />
      {form.delivery === "url" ? (
        <TextField
          id={urlId}
          label="URL"
          mono
          type="url"
          placeholder="https://agent.example.com/callback"
          value={form.url}
          error={error}
          onChange={({ target }) => onChange({ ...form, url: target.value })}
        />
      ) : null}
      {form.delivery === "inbox" && inboxUrl !== undefined ? (
        <p className="text-sm text-muted">
          To <code className="font-mono text-xs break-all">{inboxUrl}</code>.{" "}
          <Link to={`${paths.webhooks()}?tab=inbox`} className="link">
            Look into it
          </Link>
        </p>
      ) : null}
    </div>
  );
}
