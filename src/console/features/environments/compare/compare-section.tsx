import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { clientOf } from "../../../api/api-provider.tsx";
import { getCredentials, useCredentials } from "../../../environments/credentials.ts";
import { useEnvironments } from "../../../environments/environment-store.ts";
import type { Environment } from "../../../environments/environment.ts";
import { plural } from "../../../format/plural.ts";
import { Section } from "../../../layout/page.tsx";
import { Button } from "../../../ui/button.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { ErrorPanel } from "../../../ui/error-panel.tsx";
import { Select } from "../../../ui/select.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { Cell, HeaderCell, Row, Table } from "../../../ui/table.tsx";
import { takeWalk } from "./comparison-walk.ts";
import { type ComparedCall, compareWalks } from "./compared-walks.ts";

interface Wanted {
  one: Environment;
  other: Environment;
  withLifecycle: boolean;
}

/** The two environments by names that tell them apart. */
function namesOf({ one, other }: Wanted) {
  return { one: one.name, other: one.name === other.name ? other.origin : other.name };
}

function useComparison() {
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);
  return useMutation({
    mutationFn: async (wanted: Wanted) => {
      abort.current?.abort();
      const { signal } = (abort.current = new AbortController());
      const walk = (environment: Environment) =>
        takeWalk(
          {
            environment,
            client: clientOf(environment),
            credentials: getCredentials(environment.id),
            signal,
          },
          wanted.withLifecycle,
        );
      // One after the other: each may ask for its name first.
      const one = await walk(wanted.one);
      const other = await walk(wanted.other);
      return { names: namesOf(wanted), calls: compareWalks(one, other, namesOf(wanted)) };
    },
  });
}

/** The same walk through two environments, and where their answers differ in shape. */
export function CompareSection() {
  const { environments, selected } = useEnvironments();
  const [oneId, setOneId] = useState(selected.id);
  const [otherId, setOtherId] = useState("");
  const [withLifecycle, setWithLifecycle] = useState(false);
  const comparison = useComparison();
  const one = environments.find(({ id }) => id === oneId) ?? selected;
  const others = environments.filter(({ id }) => id !== one.id);
  const other = others.find(({ id }) => id === otherId) ?? others[0];
  const canRun = useCanRun(one, other ?? one);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (other !== undefined)
      comparison.mutate({ one, other, withLifecycle: withLifecycle && canRun });
  }

  const option = ({ id, name }: Environment) => ({ value: id, label: name });
  return (
    <Section
      title="Compare two environments"
      note="the same calls in both, answers compared by shape"
      className="mt-8"
    >
      <form noValidate onSubmit={submit} className="flex max-w-3xl flex-col gap-3">
        <div className="grid gap-3 sm:grid-cols-2">
          <Select
            label="Compare"
            options={environments.map(option)}
            value={one.id}
            onChange={({ target }) => setOneId(target.value)}
          />
          <Select
            label="With"
            options={others.map(option)}
            value={other?.id ?? ""}
            onChange={({ target }) => setOtherId(target.value)}
          />
        </div>
        <Checkbox
          label="Also run a batch of one item in both"
          hint={
            canRun
              ? "Quote, submit, poll, results and bill. It spends credits in both."
              : "Needs a key or a session in both; without, the calls that need none are compared."
          }
          disabled={!canRun}
          checked={withLifecycle && canRun}
          onChange={({ target }) => setWithLifecycle(target.checked)}
        />
        <div>
          <Button type="submit" loading={comparison.isPending} loadingLabel="Comparing">
            Compare
          </Button>
        </div>
      </form>
      {comparison.error === null ? null : (
        <ErrorPanel
          className="mt-4 max-w-3xl"
          title="The comparison was not finished"
          why={comparison.error.message}
        />
      )}
      {comparison.data === undefined ? null : <Comparison {...comparison.data} />}
    </Section>
  );
}

function useCanRun(one: Environment, other: Environment): boolean {
  const [here, there] = [useCredentials(one.id), useCredentials(other.id)];
  return [here, there].every(
    ({ api_key, session_token }) => (api_key ?? session_token) !== undefined,
  );
}

interface ComparisonProps {
  names: { one: string; other: string };
  calls: readonly ComparedCall[];
}

function summary(calls: readonly ComparedCall[]): string {
  const compared = calls.filter(({ differences }) => differences !== undefined);
  const differing = compared.filter(({ differences }) => differences?.length !== 0);
  const verdict =
    differing.length === 0 ? "all alike" : `${plural(differing.length, "call")} with differences`;
  return `${plural(compared.length, "call")} compared, ${verdict}.`;
}

function Comparison({ names, calls }: ComparisonProps) {
  return (
    <div className="mt-5">
      <p role="status" className="mb-2 font-medium">
        {summary(calls)}
      </p>
      <Table label={`${names.one} and ${names.other}, call by call`}>
        <thead>
          <tr>
            <HeaderCell>Call</HeaderCell>
            <HeaderCell>{names.one}</HeaderCell>
            <HeaderCell>{names.other}</HeaderCell>
            <HeaderCell>Differences</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {calls.map((compared) => (
            <Row key={compared.step}>
              <Cell className="align-top">
                <span className="font-medium">{compared.step}</span>
                <code className="block font-mono text-xs text-secondary">{compared.call}</code>
              </Cell>
              <Cell className="align-top whitespace-nowrap">{compared.one}</Cell>
              <Cell className="align-top whitespace-nowrap">{compared.other}</Cell>
              <Cell wrap className="min-w-64 align-top">
                <Differences found={compared.differences} />
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function Differences({ found }: { found: readonly string[] | undefined }) {
  if (found === undefined) return <span className="text-muted">not compared</span>;
  if (found.length === 0) return <StatusBadge tone="done">alike</StatusBadge>;
  return (
    <>
      <StatusBadge tone="attention">{plural(found.length, "difference")}</StatusBadge>
      <ul className="mt-1 flex flex-col gap-0.5">
        {found.map((difference) => (
          <li key={difference} className="break-words text-secondary">
            {difference}
          </li>
        ))}
      </ul>
    </>
  );
}
