import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { Section } from "../../layout/page.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { endpointFormOf, type EndpointForm } from "./endpoint-body.ts";
import { EndpointFields } from "./endpoint-fields.tsx";
import { EndpointPanel } from "./endpoint-panel.tsx";
import { NewSecret } from "./new-secret.tsx";
import { useOwnEndpoint } from "./use-own-endpoint.ts";

interface EndpointTabProps {
  /** The form once it was touched; until then it says what is set. */
  draft: EndpointForm | undefined;
  onDraft: (draft: EndpointForm | undefined) => void;
  /** A secret that has just been made and is not confirmed as saved. */
  newSecret: string | undefined;
  onNewSecret: (secret: string | undefined) => void;
}

/** The organisation's endpoint: what it is, what can be done with it, and the form that sets it. */
export function EndpointTab({ draft, onDraft, newSecret, onNewSecret }: EndpointTabProps) {
  const { state, webhook, error, refetch, isRefetching } = useOwnEndpoint();
  if (state === "failed" && error !== null) {
    return (
      <ApiErrorPanel
        error={error}
        title="The endpoint could not be read"
        onRetry={refetch}
        isRetrying={isRefetching}
      />
    );
  }
  if (state === "loading") return <Skeleton className="h-72 w-full rounded-lg" />;
  return (
    <>
      {newSecret === undefined ? null : (
        <NewSecret secret={newSecret} onSaved={() => onNewSecret(undefined)} />
      )}
      {webhook === undefined ? null : <EndpointPanel webhook={webhook} onNewSecret={onNewSecret} />}
      <Section
        className="mt-8 max-w-xl first:mt-0"
        title={webhook === undefined ? "Set the organisation's endpoint" : "Change it"}
        note={webhook === undefined ? undefined : "the secret stays unless you give another"}
      >
        <EndpointFields
          isFirst={webhook === undefined}
          form={draft ?? endpointFormOf(webhook)}
          onDraft={onDraft}
          onNewSecret={onNewSecret}
        />
      </Section>
    </>
  );
}
