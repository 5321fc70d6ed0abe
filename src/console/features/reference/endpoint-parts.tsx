import type { Endpoint } from "#contract/endpoint.ts";
import { errorCodesOf } from "#contract/endpoint-errors.ts";
import { ERRORS } from "#contract/errors.ts";
import { useState, type ReactNode } from "react";
import { Link } from "react-router";
import { Disclosure } from "../../ui/disclosure.tsx";
import {
  answerSchemaOf,
  bodySchemaOf,
  nameOfReference,
  uploadTypesOf,
  type ApiParameter,
} from "./api-document.ts";
import { bodyRules } from "./body-rules.ts";
import { FieldList } from "./field-list.tsx";
import { fieldRow, fieldRows } from "./field-rows.ts";
import { PlainWords } from "./plain-words.tsx";
import { errorAddress } from "./sections.ts";

function Part({ title, note, children }: { title: string; note?: string; children?: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1.5 flex items-baseline gap-2 text-sm font-medium text-ink">
        {title}
        {note === undefined ? null : <span className="font-normal text-muted">{note}</span>}
      </h3>
      {children}
    </section>
  );
}

/** The parameters that stand in one place; nothing where there are none. */
export function ParametersPart({
  title,
  parameters,
}: {
  title: string;
  parameters: readonly ApiParameter[];
}) {
  if (parameters.length === 0) return null;
  const rows = parameters.map(({ name, schema, required, description }) =>
    fieldRow(name, description === undefined ? schema : { ...schema, description }, required),
  );
  return (
    <Part title={title}>
      <FieldList label={title} rows={rows} />
    </Part>
  );
}

/** What the request carries, and what holds between its fields. */
export function BodyPart({ endpoint }: { endpoint: Endpoint }) {
  const schema = bodySchemaOf(endpoint);
  if (schema === undefined) {
    const types = uploadTypesOf(endpoint);
    if (types.length === 0) return null;
    return (
      <Part title="Body" note="bytes, one item a line">
        <p className="border-t border-line pt-2 text-sm text-secondary">
          <UploadForms types={types} endpoint={endpoint} />{" "}
          <Link to="/docs/input" className="link">
            What a line holds
          </Link>
        </p>
      </Part>
    );
  }
  const rules = bodyRules(endpoint);
  return (
    <Part title="Body" note="application/json">
      <FieldList label="Body" rows={fieldRows(schema)} />
      {rules.length === 0 ? null : (
        <ul className="mt-1 list-disc pl-4 text-sm text-secondary marker:text-muted">
          {rules.map((rule) => (
            <li key={rule}>{rule}.</li>
          ))}
        </ul>
      )}
    </Part>
  );
}

/** In which forms a file is taken, in a sentence. */
function UploadForms({ types, endpoint }: { types: readonly string[]; endpoint: Endpoint }) {
  const fields = endpoint.body?.kind === "upload" ? endpoint.body.formFields : undefined;
  if (fields === undefined) {
    return (
      <>
        As <code>{types[0]}</code>, or as <code>{types[1]}</code> with the part <code>file</code>.
      </>
    );
  }
  const beside = Object.entries(fields).map((pair) => pair.join("="));
  return (
    <>
      As <code>{types[0]}</code> with the part <code>file</code> and{" "}
      <code>{beside.join(", ")}</code>.
    </>
  );
}

/** What a success answers; its fields are drawn once asked for. */
export function AnswerPart({ endpoint }: { endpoint: Endpoint }) {
  const { answer } = endpoint;
  const [isOpen, setOpen] = useState(false);
  const schema = answerSchemaOf(endpoint);
  if (answer.kind === "none")
    return <Part title={`Answer ${answer.status}`} note="without a body" />;
  if (schema === undefined || answer.kind === "bytes") {
    const type = answer.kind === "bytes" ? answer.contentType : "";
    return <Part title={`Answer ${answer.status}`} note={`bytes, ${type}`} />;
  }
  const rows = fieldRows(schema);
  const name = nameOfReference(schema);
  return (
    <Disclosure
      title={
        <>
          Answer {answer.status}
          <span className="font-normal text-muted"> {name ?? "object"}</span>
        </>
      }
      aside={`${rows.length} ${rows.length === 1 ? "field" : "fields"}`}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      {isOpen ? <FieldList label="Answer" rows={rows} isAnswer /> : null}
    </Disclosure>
  );
}

/** Every code that the endpoint may answer with, and what most likely helps. */
export function ErrorsPart({ endpoint }: { endpoint: Endpoint }) {
  const [isOpen, setOpen] = useState(false);
  const codes = errorCodesOf(endpoint);
  return (
    <Disclosure
      title="Errors"
      aside={`${codes.length} codes`}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      {isOpen ? (
        <dl className="border-t border-line">
          {codes.map((code) => (
            <div key={code} className="border-b border-line py-2 text-sm last:border-b-0">
              <dt className="flex items-baseline gap-2">
                <span className="text-muted tabular-nums">{ERRORS[code].status}</span>
                <Link to={errorAddress(code)} className="link font-mono">
                  {code}
                </Link>
              </dt>
              <dd className="text-secondary">
                <PlainWords text={ERRORS[code].fix} />
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </Disclosure>
  );
}
