import type { Exchange } from "#contract/client.ts";
import { isErrorCode } from "#contract/errors.ts";
import { Link } from "react-router";
import { formatCount } from "../format/counts.ts";
import { paths } from "../paths.ts";
import { Callout } from "../ui/callout.tsx";
import { explainError, type ErrorField } from "./exchange-error.ts";

/** What an error means and what most likely helps, by the contract's own table; nothing for a success. */
export function ErrorExplained({ exchange }: { exchange: Exchange }) {
  const explained = explainError(exchange);
  if (explained === undefined) return null;
  const { code, message, fix, fields, moreFields, retryAfter } = explained;
  const isOurs = exchange.status !== null && exchange.status < 500;
  return (
    <Callout
      tone={isOurs ? "attention" : "failed"}
      title={<code className="font-mono text-sm break-all">{code}</code>}
    >
      <p>{message}</p>
      <FieldLines fields={fields} />
      {moreFields > 0 ? <p className="mt-1">and {formatCount(moreFields)} more</p> : null}
      <p className="mt-2">
        <span className="font-medium">Likely fix: </span>
        {fix}
        {retryAfter === null ? null : ` Retry-After: ${retryAfter} s.`}
      </p>
      {isErrorCode(code) ? (
        <p className="mt-1">
          <Link to={paths.docs("errors", code)} className="link">
            {code} in the reference
          </Link>
        </p>
      ) : null}
    </Callout>
  );
}

const OFF_CONTRACT_SHOWN = 8;

/** Where an answer leaves the contract; nothing where it keeps to it. */
export function OffContract({ exchange }: { exchange: Exchange }) {
  const { off_contract } = exchange;
  if (off_contract.length === 0) return null;
  return (
    <Callout tone="attention" title="The answer is off the contract">
      <p>The page shows it as far as it can be read. This is what differs:</p>
      <FieldLines
        fields={off_contract
          .slice(0, OFF_CONTRACT_SHOWN)
          .map(({ path, message }) => ({ at: path === "" ? "answer" : path, message }))}
      />
      {off_contract.length > OFF_CONTRACT_SHOWN ? (
        <p className="mt-1">and {formatCount(off_contract.length - OFF_CONTRACT_SHOWN)} more</p>
      ) : null}
    </Callout>
  );
}

function FieldLines({ fields }: { fields: readonly ErrorField[] }) {
  if (fields.length === 0) return null;
  return (
    <ul className="mt-1.5 flex flex-col gap-1">
      {fields.map(({ at, message }) => (
        <li key={`${at} ${message}`} className="min-w-0 break-words">
          {at === "" ? null : <code className="font-mono text-xs">{at}</code>}
          {at === "" ? "" : " · "}
          {message}
        </li>
      ))}
    </ul>
  );
}
