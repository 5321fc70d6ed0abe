import { ApiError } from "#contract/client.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { useApi } from "../api/api-provider.tsx";
import { forgetOffContract, hasOffContract } from "../api/query.ts";
import { paths } from "../paths.ts";
import { Button, buttonClassName } from "../ui/button.tsx";

/** How long after a break an answer is read anew. */
const AGAIN_AFTER_MS = 4_000;

interface Props {
  error: Error;
  onAgain: () => void;
}

/** A page that broke: why, and the ways out. Where an answer off the contract broke it, it is read anew by itself. */
export function BrokenPage({ error, onAgain }: Props) {
  const { environment } = useApi();
  const queries = useQueryClient();
  // Looked up once, at the break: later the answer may be another one.
  const [isStrange] = useState(() => hasOffContract(queries, environment.id));
  const again = useRef(onAgain);
  useEffect(() => {
    if (!isStrange) return;
    forgetOffContract(queries, environment.id);
    const timer = setTimeout(() => again.current(), AGAIN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isStrange, queries, environment.id]);
  const requestId = error instanceof ApiError ? error.request_id : null;
  return (
    <div role="alert" className="flex max-w-xl flex-col gap-3 p-6">
      <h1 className="text-lg font-semibold">
        {isStrange ? "This page cannot show an answer off the contract" : "This page broke"}
      </h1>
      <p className="text-secondary">
        {isStrange
          ? "The ledger has the answer as it came, and marks where it differs. It is read anew by itself in a moment."
          : "Nothing was lost on the gateway. Try the page again; if it breaks again, start from the overview."}
      </p>
      <pre className="overflow-x-auto rounded-md border border-line bg-sunken p-3 font-mono text-sm whitespace-pre-wrap">
        {error.message}
        {requestId === null ? "" : `\n${requestId}`}
      </pre>
      <div className="flex gap-2">
        <Button variant="primary" onClick={onAgain}>
          Try again
        </Button>
        {isStrange ? (
          <Link to={paths.ledger()} className={buttonClassName({})}>
            Open the ledger
          </Link>
        ) : null}
        {/* A whole load, not a route: whatever broke may sit in memory. */}
        <a href={paths.home()} className={buttonClassName({})}>
          Go to the overview
        </a>
      </div>
    </div>
  );
}
