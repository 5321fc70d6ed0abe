import { ApiError } from "#contract/client.ts";
import { Component, type ReactNode } from "react";
import { paths } from "../paths.ts";
import { Button, buttonClassName } from "../ui/button.tsx";

interface Props {
  children: ReactNode;
}

/** A page that broke says so and offers two ways out; the frame around it goes on working. */
export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    const requestId = error instanceof ApiError ? error.request_id : null;
    return (
      <div role="alert" className="flex max-w-xl flex-col gap-3 p-6">
        <h1 className="text-lg font-semibold">This page broke</h1>
        <p className="text-secondary">
          Nothing was lost on the gateway. Try the page again; if it breaks again, start from the
          overview.
        </p>
        <pre className="overflow-x-auto rounded-md border border-line bg-sunken p-3 font-mono text-sm whitespace-pre-wrap">
          {error.message}
          {requestId === null ? "" : `\n${requestId}`}
        </pre>
        <div className="flex gap-2">
          <Button variant="primary" onClick={() => this.setState({ error: null })}>
            Try again
          </Button>
          {/* A whole load, not a route: whatever broke may sit in memory. */}
          <a href={paths.home()} className={buttonClassName({})}>
            Go to the overview
          </a>
        </div>
      </div>
    );
  }
}
