import { Link } from "react-router";
import { formatClock } from "../../format/durations.ts";
import { Section } from "../../layout/page.tsx";
import { paths } from "../../paths.ts";
import { buttonClassName } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { useShown } from "../../ui/presenter.ts";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";
import { spacedFingerprint } from "./fingerprint.ts";
import type { PlayRecord } from "./play-record.ts";
import { PLAY_STEPS } from "./play-steps.ts";

/** What a play has made: ids, times, ends, and whether it was the same as last time. */
export function PlayOutcome({ play }: { play: PlayRecord }) {
  const shown = useShown();
  const startedMs = play.started_at === null ? NaN : Date.parse(play.started_at);
  return (
    <Section
      title="The play"
      note={`${play.show.scenario}, seed ${play.show.seed}`}
      aside={
        play.state === "ended" && play.facts.batch_id !== undefined ? (
          <Link to={paths.report({ batch: play.facts.batch_id })} className={buttonClassName()}>
            Run report
          </Link>
        ) : null
      }
    >
      {play.fingerprint === null ? null : <Fingerprint play={play} />}
      <Table label="Steps of the play" className="mt-3">
        <thead>
          <tr>
            <HeaderCell>Step</HeaderCell>
            <HeaderCell>Time</HeaderCell>
            <HeaderCell>What came of it</HeaderCell>
            <HeaderCell>Ids</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {PLAY_STEPS.map(({ id, title }) => {
            const done = play.steps.find((step) => step.id === id);
            return (
              <Row key={id}>
                <Cell className={done === undefined ? "align-top text-muted" : "align-top"}>
                  {title}
                </Cell>
                <Cell className="align-top tabular-nums">
                  {done === undefined ? "" : `T+${formatClock(Date.parse(done.at) - startedMs)}`}
                </Cell>
                <Cell wrap className="min-w-56 align-top">
                  {done === undefined ? "" : shown(done.outcome)}
                  {done?.call == null ? null : (
                    <code className="block font-mono text-xs break-all text-muted">
                      {done.call}
                    </code>
                  )}
                </Cell>
                <Cell className="align-top">
                  {done?.ids.map((made) => (
                    <span key={made} className="block">
                      <MonoId id={made} what={`id of “${title}”`} />
                    </span>
                  ))}
                </Cell>
              </Row>
            );
          })}
        </tbody>
      </Table>
    </Section>
  );
}

const VERDICTS = {
  first: { tone: "neutral", title: "The first play of this scenario and seed in this browser" },
  same: { tone: "done", title: "Same as last time" },
  other: { tone: "attention", title: "Not the same as last time" },
} as const;

function Fingerprint({ play }: { play: PlayRecord }) {
  const { tone, title } =
    VERDICTS[play.isAsBefore === null ? "first" : play.isAsBefore ? "same" : "other"];
  const fingerprint = spacedFingerprint(play.fingerprint ?? "");
  return (
    <Callout tone={tone} title={title} className="max-w-3xl">
      Over every id, time and end:{" "}
      <span role="group" aria-label="Fingerprint" className="font-mono">
        <MonoId id={fingerprint} what="fingerprint" />
      </span>
      {play.isAsBefore === false ? (
        <p>
          Something changed in between: another build of the gateway, or a call that did not belong
          to the play.
        </p>
      ) : null}
    </Callout>
  );
}
