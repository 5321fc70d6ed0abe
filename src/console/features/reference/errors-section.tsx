import { allEndpoints } from "#contract/whole-api.ts";
import { errorCodesOf } from "#contract/endpoint-errors.ts";
import { ERRORS, type ErrorCode } from "#contract/errors.ts";
import { Link } from "react-router";
import { JsonView } from "../../ui/json-view.tsx";
import { AnchoredHeading } from "./anchored-heading.tsx";
import { errorSchema } from "./api-document.ts";
import { FieldList } from "./field-list.tsx";
import { fieldRows } from "./field-rows.ts";
import { PlainWords } from "./plain-words.tsx";
import { endpointAddress } from "./sections.ts";

const CODES = Object.keys(ERRORS) as ErrorCode[]; // its keys are the codes

/** Beyond this many endpoints a code is everybody's, and a list of them tells nothing. */
const MOST_NAMED = 12;

const EXAMPLE = {
  error: {
    code: "quote_expired",
    message: ERRORS.quote_expired.message,
    details: { request_id: "req_01kaw6t9h3n8q2v5x7z0" },
  },
};

/** Every error code with its status, what it means and what helps. */
export function ErrorsSection() {
  return (
    <>
      <div className="grid grid-cols-1 gap-x-8 gap-y-4 xl:grid-cols-2">
        <FieldList
          label="What error holds"
          rows={fieldRows(errorSchema()).flatMap(({ fields }) => fields)}
          isAnswer
        />
        <JsonView label="Example of an error" value={EXAMPLE} />
      </div>
      <dl className="mt-8">
        {CODES.map((code) => (
          <ErrorEntry key={code} code={code} />
        ))}
      </dl>
    </>
  );
}

function ErrorEntry({ code }: { code: ErrorCode }) {
  const { status, message, fix } = ERRORS[code];
  const answering = allEndpoints.filter(({ endpoint }) => errorCodesOf(endpoint).includes(code));
  return (
    <div className="grid gap-x-6 gap-y-1 border-t border-line py-4 sm:grid-cols-[3rem_minmax(0,1fr)]">
      <dt className="contents">
        <span className="text-secondary tabular-nums">{status}</span>
        <AnchoredHeading anchor={code}>
          <code className="font-mono text-sm">{code}</code>
        </AnchoredHeading>
      </dt>
      <dd className="text-sm sm:col-start-2">
        <p>{message}</p>
        <p className="text-secondary">
          <PlainWords text={fix} />
        </p>
        {answering.length > MOST_NAMED ? null : (
          <p className="mt-1 flex flex-wrap gap-x-3 text-xs leading-6 text-muted">
            {answering.map(({ name, endpoint }) => (
              <Link
                key={name}
                to={endpointAddress(endpoint)}
                className="link inline-block font-mono"
              >
                {name}
              </Link>
            ))}
          </p>
        )}
      </dd>
    </div>
  );
}
