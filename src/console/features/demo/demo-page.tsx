import { contract } from "#contract/index.ts";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { useEndpoint } from "../../api/query.ts";
import { LocalOnly } from "../../layout/local-only.tsx";
import { Page, Section } from "../../layout/page.tsx";
import { WirePanel } from "../../layout/wire-panel.tsx";
import { Callout } from "../../ui/callout.tsx";
import { ExactTime } from "../../ui/exact-time.tsx";
import { readShow, type Show, showSearch } from "./demo-address.ts";
import { PlayOutcome } from "./play-outcome.tsx";
import { usePlay } from "./play-record.ts";
import { PresentPanel } from "./present-panel.tsx";
import { SamplePanel } from "./sample-panel.tsx";
import { ShowForm } from "./show-form.tsx";

/** Where a demonstration begins: play the lifecycle, fill in sample work, present, start over. */
export default function DemoPage() {
  const { environment } = useApi();
  const [search, setSearch] = useSearchParams();
  const { show, isAutoplay, problems } = readShow(search);
  const [isAutoplayed, setAutoplayed] = useState(false);
  const play = usePlay(environment.id);
  const choose = (next: Show): void => setSearch(showSearch(next), { replace: true });
  return (
    <Page
      title="Demo"
      description="The whole lifecycle played through the real API, the same each time: the seed decides every id, time and end."
      wire={
        <WirePanel
          endpoint={contract.local.reset}
          input={{ body: { confirm: "reset", rehearsal: show } }}
          note="The play begins with this call. Every call after it is a real one, and stands in the ledger."
        />
      }
    >
      <LocalOnly>
        {problems.length === 0 ? null : (
          <Callout
            tone="attention"
            title="Not all of the address can be"
            className="mb-4 max-w-3xl"
          >
            <ul>
              {problems.map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          </Callout>
        )}
        <ShowForm
          show={show}
          onChange={choose}
          autoplays={isAutoplay && !isAutoplayed}
          onAutoplayed={() => setAutoplayed(true)}
        />
        {play === undefined ? null : <PlayOutcome play={play} />}
        <Section title="Sample work" note="a gateway that looks lived in">
          <SamplePanel />
        </Section>
        <Section title="Present" note="for a screen that others see">
          <PresentPanel />
        </Section>
        <Clock />
      </LocalOnly>
    </Page>
  );
}

/** Says which clock the gateway goes by, since every time on every page hangs on it. */
function Clock() {
  const { data } = useEndpoint(contract.local.getRehearsal, {});
  const rehearsal = data?.rehearsal;
  if (rehearsal === null || rehearsal === undefined) return null;
  return (
    <p className="mt-6 max-w-2xl text-sm text-muted">
      A rehearsal of “{rehearsal.scenario}”, seed {rehearsal.seed}, is on: this gateway's clock
      began at <ExactTime at={rehearsal.started_at} /> and stands still between calls.
    </p>
  );
}
