import { formatCount } from "../../../format/counts.ts";
import { plural } from "../../../format/plural.ts";
import { Button } from "../../../ui/button.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { Disclosure } from "../../../ui/disclosure.tsx";
import { LiveRegion } from "../../../ui/live-region.tsx";
import { ByteProgress } from "../byte-progress.tsx";
import type { CsvBuild } from "./build-lines.ts";
import type { CsvFile } from "./csv-draft.ts";
import type { BuildState } from "./use-csv-build.ts";

interface Props {
  state: BuildState | undefined;
  file: CsvFile;
  onCancel: () => void;
}

/** How the building of lines stands, and which rows became none. */
export function BuildReportPart({ state, file, onCancel }: Props) {
  return (
    <>
      <LiveRegion message={announcement(state)} />
      {state?.status === "building" ? (
        <ByteProgress
          label="Building the lines"
          done={state.bytes}
          total={file.blob.size}
          action={
            <Button size="small" onClick={onCancel}>
              Stop building
            </Button>
          }
        />
      ) : null}
      {state?.status === "failed" ? (
        <Callout tone="failed" title="The lines could not be built">
          {state.message}
        </Callout>
      ) : null}
      {state?.status === "done" ? <Built build={state.build} /> : null}
    </>
  );
}

function Built({ build: { line_count, left_count, left } }: { build: CsvBuild }) {
  if (left_count === 0) {
    return (
      <p className="text-sm text-secondary">
        {plural(line_count, "line")} built, one of each row. They are checked below like any input.
      </p>
    );
  }
  return (
    <Callout tone="attention" title={`${plural(left_count, "row")} left out`}>
      {plural(line_count, "line")} built. A row with more or fewer fields than the head is not
      guessed at; mend it in the table and choose the file again.
      <Disclosure className="mt-1" title="Which rows">
        <ul aria-label="Rows left out" className="max-h-40 overflow-y-auto text-sm">
          {left.map(({ row, reason }) => (
            <li key={row}>
              <span className="font-medium text-ink">Row {formatCount(row)}</span> {reason}
            </li>
          ))}
          {left_count > left.length ? (
            <li>and {formatCount(left_count - left.length)} more</li>
          ) : null}
        </ul>
      </Disclosure>
    </Callout>
  );
}

function announcement(state: BuildState | undefined): string {
  if (state?.status === "failed") return `The lines could not be built. ${state.message}`;
  if (state?.status !== "done") return "";
  const { line_count, left_count } = state.build;
  const left = left_count === 0 ? "" : `, ${plural(left_count, "row")} left out`;
  return `${plural(line_count, "line")} built${left}.`;
}
