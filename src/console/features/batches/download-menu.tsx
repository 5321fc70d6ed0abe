import type { Batch } from "#contract/batches.ts";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { useApi } from "../../api/api-provider.tsx";
import { Menu, menuItemClassName } from "../../ui/menu.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { toast } from "../../ui/toast.tsx";
import { type Choice, mergedChoices, useFileChoices } from "./download-choices.ts";
import { ExportProgress } from "./export/export-progress.tsx";
import { useMergedExport } from "./export/use-merged-export.ts";
import { useKin } from "./family/use-kin.ts";
import { keptWords } from "./kept-words.ts";

/**
 * Output, errors and input as files: by signed links once the batch has ended, what is there so far before. Once it has
 * ended also all of them merged, one row for each item, and where it was retried the retries with it.
 */
export function DownloadMenu({ batch }: { batch: Batch }) {
  const { environment } = useApi();
  const merged = useMergedExport(batch);
  const kin = useKin(batch);
  const hasKin = kin.retries.length > 0 || batch.parent_batch_id !== null;
  const files = useFileChoices(batch);
  const choices =
    batch.completed_at === null
      ? files
      : [
          ...files,
          ...mergedChoices(merged, "batch"),
          ...(hasKin ? mergedChoices(merged, "family") : []),
        ];
  const [busy, setBusy] = useState<string>();
  const isEnded = batch.completed_at !== null;

  function press({ id, title, run }: Choice, close: () => void): void {
    if (run === null || busy !== undefined) return;
    setBusy(id);
    run()
      .catch((error: unknown) => {
        toast.failed(`${title}: nothing was downloaded`, {
          detail: error instanceof Error ? error.message : String(error),
        });
      })
      .finally(() => {
        setBusy(undefined);
        close();
      });
  }

  return (
    <div className="relative">
      <Menu
        variant="primary"
        align="end"
        button={
          <>
            {isEnded ? "Download" : "Download so far"}
            <ChevronDown size={16} aria-hidden="true" className="-mr-1" />
          </>
        }
      >
        {(close) => (
          <>
            {choices.map((choice) => (
              <ChoiceButton
                key={choice.id}
                choice={choice}
                isBusy={busy === choice.id}
                onPress={() => press(choice, close)}
              />
            ))}
            <p className="mt-1 border-t border-line px-2 pt-2 pb-1 text-sm text-muted">
              {keptWords(environment.kind)}
            </p>
          </>
        )}
      </Menu>
      <ExportProgress merged={merged} itemCount={batch.item_count} />
    </div>
  );
}

interface ChoiceButtonProps {
  choice: Choice;
  isBusy: boolean;
  onPress: () => void;
}

function ChoiceButton({ choice: { title, note, run }, isBusy, onPress }: ChoiceButtonProps) {
  return (
    <button
      type="button"
      aria-disabled={run === null || undefined}
      onClick={onPress}
      className={`${menuItemClassName()} aria-disabled:cursor-not-allowed aria-disabled:hover:bg-transparent`}
    >
      <span className="min-w-0 grow">
        <span className={run === null ? "block text-muted" : "block text-ink"}>{title}</span>
        <span className="block text-sm text-muted">{note}</span>
      </span>
      {isBusy ? <Spinner /> : null}
    </button>
  );
}
