import { endpointName, type Endpoint } from "#contract/endpoint.ts";
import { ArrowRight } from "lucide-react";
import { Link } from "react-router";
import { RequestLine } from "../../layout/exchange-view.tsx";
import { buttonClassName } from "../../ui/button.tsx";
import { AnchoredHeading } from "./anchored-heading.tsx";
import { parametersOf } from "./api-document.ts";
import { authWords } from "./auth-words.ts";
import { CopyAsCurl, EndpointCode } from "./endpoint-code.tsx";
import { AnswerPart, BodyPart, ErrorsPart, ParametersPart } from "./endpoint-parts.tsx";
import { tryIt, type NewestIds } from "./try-it.ts";

/** One endpoint: at the left what it takes and gives, at the right the call and an answer to it. */
export function EndpointEntry({ endpoint, newest }: { endpoint: Endpoint; newest: NewestIds }) {
  const name = endpointName(endpoint);
  const page = tryIt(name, newest);
  return (
    <article
      aria-labelledby={name}
      className="border-t border-line py-8 first:border-t-0 first:pt-0"
    >
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0">
          <AnchoredHeading anchor={name}>{endpoint.summary}</AnchoredHeading>
          <p className="mt-1">
            <RequestLine method={endpoint.method} path={endpoint.path} />
          </p>
          <p className="mt-1 text-sm text-secondary">{factsOf(endpoint).join(" · ")}</p>
        </div>
        {page === undefined ? (
          <CopyAsCurl endpoint={endpoint} />
        ) : (
          <Link
            to={page.to}
            aria-label={`${page.verb} in the console`}
            className={buttonClassName({ size: "small" })}
          >
            {page.verb}
            <ArrowRight size={14} aria-hidden="true" />
          </Link>
        )}
      </div>
      <div className="mt-4 grid grid-cols-1 gap-x-8 gap-y-5 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-5">
          <ParametersPart title="Path" parameters={parametersOf(endpoint, "path")} />
          <ParametersPart title="Query" parameters={parametersOf(endpoint, "query")} />
          <ParametersPart title="Headers" parameters={parametersOf(endpoint, "header")} />
          <BodyPart endpoint={endpoint} />
          <AnswerPart endpoint={endpoint} />
          <ErrorsPart endpoint={endpoint} />
        </div>
        <EndpointCode endpoint={endpoint} />
      </div>
    </article>
  );
}

function factsOf({ auth, requiresIdempotencyKey, cached, local }: Endpoint): string[] {
  return [
    authWords(auth),
    ...(requiresIdempotencyKey === true ? ["Idempotency-Key required"] : []),
    ...(cached === true ? ["answers with an ETag"] : []),
    ...(local === true ? ["local gateway only"] : []),
  ];
}
