import { Pause, Play, SkipForward, Square, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { Link, useLocation, useNavigate } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { formatClock } from "../../format/durations.ts";
import { useEscape } from "../../layout/use-escape.ts";
import { paths } from "../../paths.ts";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { LiveRegion } from "../../ui/live-region.tsx";
import { usePresenter, useShown } from "../../ui/presenter.ts";
import { useNow } from "../../ui/use-now.ts";
import { showSearch } from "./demo-address.ts";
import { PaceChoice } from "./pace-choice.tsx";
import { usePlayKeys } from "./play-keys.ts";
import { isOnStage, type PlayRecord, usePlay } from "./play-record.ts";
import { PLAY_STEPS, shownStep } from "./play-steps.ts";
import { usePlayer } from "./use-player.ts";

/** The captions of a play and its controls, under every page while it is on. */
export default function PlayBar() {
  const { environment } = useApi();
  const play = usePlay(environment.id);
  const player = usePlayer();
  useEffect(() => player.resume(), [player]);
  if (play === undefined) return null;
  return <Bar play={play} />;
}

/** Goes to the page of each scene as it comes; who went to the play's own page meanwhile stays there. */
function useFollow(play: PlayRecord): void {
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const here = useRef(pathname + search);
  useEffect(() => {
    here.current = pathname + search;
  });
  const isPlaying = play.state === "playing" || play.state === "stepping";
  const step = shownStep(play);
  const target = step.id === "end" ? paths.demo(showSearch(play.show)) : step.where(play.facts);
  const isFirst = useRef(true);
  useEffect(() => {
    // A reload shows the page that was open.
    const wasLoaded = isFirst.current && play.at > 0;
    isFirst.current = false;
    if (wasLoaded || here.current === target) return;
    const isAtHome = here.current.split("?")[0] === paths.demo();
    if ((isPlaying || play.state === "ended") && !(isAtHome && play.at > 0)) void navigate(target);
    // Only a new scene, or a new thing that it has made, leads on.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [step.id, target]);
}

function Bar({ play }: { play: PlayRecord }) {
  const player = usePlayer();
  const { isOn: isPresenting } = usePresenter();
  const isActive = isOnStage(play);
  const isPaused = play.state === "paused";
  const toggle = (): void => (isPaused ? player.play() : player.pause());
  useFollow(play);
  usePlayKeys({
    onToggle: () => (isActive ? toggle() : undefined),
    onStep: () => (isActive ? player.step() : undefined),
  });
  useEscape(() => (isActive ? player.stop() : player.dismiss()), 1);
  return (
    <>
      {/* As high as the bar, so that the end of a page can be scrolled clear of it. */}
      <div aria-hidden="true" className="h-36 shrink-0 sm:h-28 print:hidden" />
      <section
        aria-label="The play"
        className={classNames(
          "fixed inset-x-0 z-20 flex flex-wrap items-center gap-x-6 gap-y-2 border-t border-line bg-raised px-4 py-3 print:hidden",
          isPresenting ? "bottom-0" : "bottom-9",
        )}
      >
        <Caption play={play} />
        <div className="flex flex-wrap items-center gap-2">
          {isActive ? (
            <>
              <Button
                variant="primary"
                icon={isPaused ? <Play size={14} /> : <Pause size={14} />}
                onClick={toggle}
              >
                {isPaused ? "Play on" : "Pause"}
              </Button>
              <Button icon={<SkipForward size={14} />} onClick={() => player.step()}>
                One step
              </Button>
              <PaceChoice pace={play.show.pace} onChange={(pace) => player.setPace(pace)} />
              <IconButton
                label="End the play"
                icon={<Square size={14} />}
                onClick={() => player.stop()}
              />
            </>
          ) : (
            <>
              <Link to={paths.demo()} className="link mr-2 text-sm">
                Ids, times and the report
              </Link>
              <Button onClick={() => player.start(play.show)}>Play again</Button>
              <IconButton
                label="Close the captions"
                icon={<X size={14} />}
                onClick={() => player.dismiss()}
              />
            </>
          )}
        </div>
      </section>
    </>
  );
}

const STATE_WORDS = {
  playing: "",
  stepping: "one step",
  paused: "paused",
  ended: "the end",
  stopped: "stopped",
  failed: "failed",
} as const;

function Caption({ play }: { play: PlayRecord }) {
  const now = useNow();
  const shown = useShown();
  const step = shownStep(play);
  const done = play.steps.find(({ id }) => id === step.id);
  const place = PLAY_STEPS.findIndex(({ id }) => id === step.id) + 1;
  const told = play.error ?? done?.outcome;
  // The clock of a play that is over stands at its end, however long the captions stay.
  const endedAt = isOnStage(play) ? undefined : play.steps.at(-1)?.at;
  const clockMs = endedAt === undefined ? now : Date.parse(endedAt);
  return (
    <div className="min-w-0 flex-1 basis-80">
      <p className="flex flex-wrap items-baseline gap-x-3 text-xs text-muted tabular-nums">
        <span>
          {place} of {PLAY_STEPS.length}
        </span>
        {play.started_at === null ? null : (
          <span>T+{formatClock(clockMs - Date.parse(play.started_at))}</span>
        )}
        <code className="font-mono break-all">
          {done?.call ?? `${step.endpoint.method} ${step.endpoint.path}`}
        </code>
        {STATE_WORDS[play.state] === "" ? null : (
          <strong className="text-ink">{STATE_WORDS[play.state]}</strong>
        )}
      </p>
      <p className="mt-1 font-semibold text-ink">{step.title}</p>
      <p className="max-w-4xl text-secondary">{step.caption}</p>
      {/* Its line is kept, so that the bar does not grow as the answer comes. */}
      <p className="min-h-5 text-ink">{told === undefined ? null : shown(told)}</p>
      <LiveRegion message={`${step.title}. ${told === undefined ? "" : shown(told)}`} />
    </div>
  );
}
