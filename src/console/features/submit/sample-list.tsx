import { SAMPLES, type Sample } from "#contract/manifest/samples.ts";
import { plural } from "../../format/plural.ts";

/** The shipped samples, each a press away from the editor. */
export function SampleList({ onPick }: { onPick: (sample: Sample) => void }) {
  return (
    <div className="mt-5">
      <h3 className="text-sm font-medium">Or start from a sample</h3>
      <ul className="mt-2 overflow-hidden rounded-lg border border-line">
        {SAMPLES.map((sample) => (
          <li key={sample.file} className="border-b border-line last:border-b-0">
            <button
              type="button"
              onClick={() => onPick(sample)}
              className="flex w-full flex-wrap items-baseline gap-x-3 px-3 py-2 text-left transition-colors hover:bg-wash focus-visible:-outline-offset-2"
            >
              <span className="w-32 shrink-0 font-medium">{sample.title}</span>
              <span className="min-w-0 grow basis-60 text-sm text-secondary">
                {sample.description}
              </span>
              <span className="text-sm whitespace-nowrap text-muted tabular-nums">
                {plural(sample.items, "good line")}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
