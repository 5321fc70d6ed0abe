import { Component, type ReactNode } from "react";
import { BrokenPage } from "./broken-page.tsx";

interface Props {
  children: ReactNode;
  /** What stands in place of what broke; without it a whole page that says so. */
  fallback?: (error: Error, onAgain: () => void) => ReactNode;
}

/** What broke says so and offers ways out; what is around it goes on working. */
export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    const { children, fallback } = this.props;
    if (error === null) return children;
    const again = (): void => this.setState({ error: null });
    return fallback?.(error, again) ?? <BrokenPage error={error} onAgain={again} />;
  }
}
