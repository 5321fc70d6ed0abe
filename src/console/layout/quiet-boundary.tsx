import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { useApi } from "../api/api-provider.tsx";
import { forgetOffContract } from "../api/query.ts";
import { ErrorBoundary } from "./error-boundary.tsx";

const AGAIN_AFTER_MS = 5_000;

interface Props {
  children: ReactNode;
  /** What stands there meanwhile. */
  instead: ReactNode;
}

/** A part of the frame that an answer off the contract may break: something plainer stands in, until it works again. */
export function QuietBoundary({ children, instead }: Props) {
  return (
    <ErrorBoundary
      fallback={(_error, onAgain) => <Meanwhile onAgain={onAgain}>{instead}</Meanwhile>}
    >
      {children}
    </ErrorBoundary>
  );
}

function Meanwhile({ children, onAgain }: { children: ReactNode; onAgain: () => void }) {
  const { environment } = useApi();
  const queries = useQueryClient();
  const again = useRef(onAgain);
  useEffect(() => {
    const timer = setTimeout(() => {
      forgetOffContract(queries, environment.id);
      again.current();
    }, AGAIN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [queries, environment.id]);
  return children;
}
