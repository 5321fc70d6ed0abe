import { Suspense, useState } from "react";
import { useApi } from "../../api/api-provider.tsx";
import { lazyPage } from "../../layout/lazy-page.ts";
import { usePlay } from "./play-record.ts";
import { useIsScenarioAsked } from "./use-asked-scenario.ts";

const PlayBar = lazyPage(() => import("./play-bar.tsx"));
const ScenarioDialog = lazyPage(() => import("./scenario-dialog.tsx"));

/** What of a demonstration is on every page, fetched when there is one: the captions of a play, the question of a scenario. */
export function DemoHost() {
  const { environment } = useApi();
  const play = usePlay(environment.id);
  const isAsked = useIsScenarioAsked();
  // Once it was needed it stays, so that the focus finds its way back when it closes.
  const [wasAsked, setWasAsked] = useState(isAsked);
  if (isAsked && !wasAsked) setWasAsked(true);
  return (
    <Suspense fallback={null}>
      {play === undefined ? null : <PlayBar key={environment.id} />}
      {wasAsked ? <ScenarioDialog /> : null}
    </Suspense>
  );
}
