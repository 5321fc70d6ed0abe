import type { ReactNode } from "react";
import { useApi } from "../api/api-provider.tsx";
import { selectEnvironment } from "../environments/environment-store.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";

/** Shows its children in the local environment; elsewhere, that the aid belongs to it. */
export function LocalOnly({ children }: { children: ReactNode }) {
  const { environment } = useApi();
  if (environment.kind === "local") return children;
  return (
    <EmptyState
      title={`${environment.name} has no such aid`}
      actions={
        <Button variant="primary" onClick={() => selectEnvironment("local")}>
          Switch to Local
        </Button>
      }
    >
      It belongs to the gateway on this machine, for trying things out.
    </EmptyState>
  );
}
