import type { ArtifactKind, Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { useApi } from "../../api/api-provider.tsx";
import { useAction } from "../../api/query.ts";
import { plural } from "../../format/plural.ts";
import { Menu, menuItemClassName } from "../../ui/menu.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { toast } from "../../ui/toast.tsx";
import { saveFile } from "../../ui/save-file.ts";
import { followDownload, readAllRows } from "./downloads.ts";
import { ExportProgress } from "./export/export-progress.tsx";
import { type MergedExport, useMergedExport } from "./export/use-merged-export.ts";
import { useReadPage } from "./items/use-results.ts";

interface Choice {
  id: string;
  title: string;
  note: string;
  /** Null where there is nothing to download, which `note` explains. */
  run: (() => Promise<void>) | null;
}

/**
 * Output, errors and input as files: by signed links once the batch has ended, what is there so far before. Once it has
 * ended also all of them merged, one row for each item.
 */
export function DownloadMenu({ batch }: { batch: Batch }) {
  const merged = useMergedExport(batch);
  const files = useChoices(batch);
  const choices = batch.completed_at === null ? files : [...files, ...mergedChoices(merged)];
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
        {(close) =>
          choices.map((choice) => (
            <ChoiceButton
              key={choice.id}
              choice={choice}
              isBusy={busy === choice.id}
              onPress={() => press(choice, close)}
            />
          ))
        }
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

/** They only begin here: an export tells how far it is beside the menu. */
function mergedChoices({ rowCount, start }: MergedExport): Choice[] {
  const isRunning = rowCount !== null;
  const choice = (format: "jsonl" | "csv", note: string): Choice => ({
    id: format,
    title: `Input and answers, ${format.toUpperCase()}`,
    note: isRunning ? "an export is under way" : note,
    run: isRunning
      ? null
      : () => {
          start(format);
          return Promise.resolve();
        },
  });
  return [
    choice("jsonl", "one row for each item, in input order"),
    choice(
      "csv",
      "the same for spreadsheets; a cell that begins with =, +, - or @ gets an apostrophe before it, so that none runs as a formula",
    ),
  ];
}

function useChoices(batch: Batch): Choice[] {
  const { client } = useApi();
  const link = useAction(contract.batches.artifactUrl);
  const readPage = useReadPage(batch.id, undefined);
  const { counts, completed_at } = batch;

  const artifact = (kind: ArtifactKind) => async () => {
    const { url } = await link.mutateAsync({ params: { id: batch.id }, query: { kind } });
    followDownload(url);
  };
  const soFar = async (): Promise<void> => {
    const parts: string[] = [];
    await readAllRows(readPage, (rows) =>
      parts.push(...rows.map((row) => `${JSON.stringify(row)}\n`)),
    );
    saveFile(`${batch.id}.so-far.jsonl`, new Blob(parts, { type: "application/x-ndjson" }));
  };
  const input = async (): Promise<void> => {
    const bytes = await client.call(contract.files.content, {
      params: { id: batch.input_file_id },
    });
    saveFile(`${batch.input_file_id}.jsonl`, bytes);
  };

  const inputChoice = {
    id: "input",
    title: "Input",
    note: "the lines as they were uploaded",
    run: input,
  };
  const done = counts.completed + counts.failed;
  if (completed_at === null) {
    return [
      {
        id: "so-far",
        title: "Results so far",
        note:
          done === 0
            ? "no item is done yet"
            : `${plural(done, "row")} at this moment, put together from the results`,
        run: done === 0 ? null : soFar,
      },
      inputChoice,
    ];
  }
  return [
    {
      id: "output",
      title: "Output",
      note:
        batch.output_file_url === null
          ? "no item has an answer, so there is no file"
          : `${plural(counts.completed, "answer")}, in input order`,
      run: batch.output_file_url === null ? null : artifact("output"),
    },
    {
      id: "errors",
      title: "Errors",
      note:
        batch.error_file_url === null
          ? "nothing failed, so there is no file"
          : `${plural(counts.failed + counts.cancelled, "item")}, each with its reason`,
      run: batch.error_file_url === null ? null : artifact("errors"),
    },
    inputChoice,
  ];
}
