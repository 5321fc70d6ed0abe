import { contract } from "#contract/index.ts";
import { SANDBOX_SCENARIOS } from "#contract/local.ts";
import { Play } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { Link } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { useEndpoint } from "../../api/query.ts";
import { useSession } from "../../environments/use-session.ts";
import { paths } from "../../paths.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { RadioCards } from "../../ui/radio-cards.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { readShow, type Show, showSearch } from "./demo-address.ts";
import { PaceChoice } from "./pace-choice.tsx";
import { type Scenario, SCENARIO_SHOWS } from "./scenarios.ts";
import { usePlayer } from "./use-player.ts";
import { useStartOver } from "./use-start-over.ts";
import { toast } from "../../ui/toast.tsx";

interface Props {
  show: Show;
  onChange: (show: Show) => void;
  /** The address asks to begin at once. */
  autoplays: boolean;
  onAutoplayed: () => void;
}

type Asking = "play" | "empty" | undefined;

/** What to play, and the button that plays it. */
export function ShowForm({ show, onChange, autoplays, onAutoplayed }: Props) {
  const player = usePlayer();
  const { environment } = useApi();
  const { canCall } = useSession();
  const { data } = useEndpoint(
    contract.local.getRehearsal,
    {},
    { enabled: environment.kind === "local" },
  );
  const [asking, setAsking] = useState<Asking>();
  const reasonId = useId();
  const { startOver, isPending } = useStartOver();
  // In a rehearsal there is nothing that could not be made again.
  const isHarmless = data !== undefined && data.rehearsal !== null;

  const cannotRehearse = data?.can_begin === false;

  const begin = (): void => (isHarmless ? player.start(show) : setAsking("play"));
  useEffect(() => {
    if (!autoplays || data === undefined || cannotRehearse) return;
    onAutoplayed();
    begin();
    // Once, as soon as it is known whether something would be lost.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [autoplays, data]);

  async function empty(): Promise<void> {
    const wasSignedIn = canCall;
    if (await startOver()) {
      const detail = wasSignedIn
        ? "The account went with the rest: you are signed out."
        : undefined;
      toast.done("The gateway is empty", { detail });
    }
    setAsking(undefined);
  }

  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <RadioCards
        label="Scenario"
        columns={2}
        value={show.scenario}
        onChange={(scenario: Scenario) => onChange({ ...show, scenario })}
        options={SANDBOX_SCENARIOS.map((value) => ({
          value,
          label: value,
          description: SCENARIO_SHOWS[value],
        }))}
      />
      <div className="flex flex-wrap items-end gap-x-6 gap-y-4">
        <SeedField
          key={show.seed}
          seed={show.seed}
          onChange={(seed) => onChange({ ...show, seed })}
        />
        <div className="flex flex-col gap-1.5">
          <span className="text-sm font-medium">Pace</span>
          <PaceChoice pace={show.pace} onChange={(pace) => onChange({ ...show, pace })} />
        </div>
        <span className="flex h-8 items-center gap-2 text-sm text-muted">
          A link that plays this
          <CopyButton
            withLabel
            what="link that plays this"
            text={() => `${location.origin}${paths.demo(showSearch(show))}&autoplay`}
          />
        </span>
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <Button
          variant="primary"
          size="large"
          icon={<Play size={16} />}
          disabled={cannotRehearse}
          aria-describedby={cannotRehearse ? reasonId : undefined}
          onClick={begin}
        >
          Play the lifecycle
        </Button>
        <Button size="large" onClick={() => setAsking("empty")}>
          Start over
        </Button>
        <Link to={paths.sandbox()} className="link text-sm text-secondary">
          Speed, failures and deadlines of the lanes
        </Link>
      </div>
      {cannotRehearse ? (
        <p id={reasonId} className="text-sm text-secondary">
          This gateway keeps its state on PostgreSQL, where several processes may share the work: no
          clock is theirs alone, so nothing can be played the same each time. Starting over and
          sample work go as always; <code>npm start</code> without <code>DATABASE_URL</code> plays.
        </p>
      ) : (
        <p className="text-sm text-muted">
          Space pauses, → plays one step, Esc ends the play. The gateway's work pauses with it.
        </p>
      )}
      <Dialog
        isOpen={asking !== undefined}
        onClose={() => setAsking(undefined)}
        title="Empty this gateway?"
        description={
          canCall
            ? "Every account, key, quote, batch, file and mail in its data folder goes, the one you are signed in to as well. It cannot be undone."
            : "Every account, key, quote, batch, file and mail in its data folder goes. It cannot be undone."
        }
        footer={
          <>
            <Button onClick={() => setAsking(undefined)}>Keep everything</Button>
            <Button
              variant="danger"
              loading={isPending}
              onClick={() => {
                if (asking === "empty") void empty();
                else {
                  setAsking(undefined);
                  player.start(show);
                }
              }}
            >
              {asking === "empty" ? "Empty it" : "Empty it and play"}
            </Button>
          </>
        }
      />
    </div>
  );
}

/** Held here while it is typed: only a whole number that can be a seed goes into the address. */
function SeedField({ seed, onChange }: { seed: number; onChange: (seed: number) => void }) {
  const [typed, setTyped] = useState(String(seed));
  const { problems } = readShow(new URLSearchParams({ seed: typed }));
  return (
    <TextField
      label="Seed"
      inputMode="numeric"
      className="w-44"
      value={typed}
      error={problems[0]}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={() => {
        if (problems.length === 0 && Number(typed) !== seed) onChange(Number(typed));
      }}
    />
  );
}
