import type { ArtifactKind, Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { useApi } from "../../api/api-provider.tsx";
import { useAction } from "../../api/query.ts";
import { plural } from "../../format/plural.ts";
import { formatLocalTime } from "../../format/times.ts";
import { followDownload, readAllRows } from "./downloads.ts";
import { type FileSink, openFileSink } from "./export/file-sink.ts";
import { openInput } from "./export/open-input.ts";
import type { MergedExport, MergedScope } from "./export/use-merged-export.ts";
import { useReadPage } from "./items/use-read-page.ts";

/** One entry of the download menu. */
export interface Choice {
  id: string;
  title: string;
  note: string;
  /** Null where there is nothing to download, which `note` explains. */
  run: (() => Promise<void>) | null;
}

const MERGED = {
  batch: {
    title: "Input and answers",
    jsonl: "one row for each item, in input order",
    csv: "the same for spreadsheets; a cell that begins with =, +, - or @ gets an apostrophe before it, so that none runs as a formula",
  },
  family: {
    title: "With the retries’ answers",
    jsonl:
      "from the first batch of the lineage, in its input order; answers of retries stand where it failed",
    csv: "the same for spreadsheets",
  },
} as const satisfies Record<MergedScope, object>;

/** They only begin here: an export tells how far it is beside the menu. */
export function mergedChoices({ rowCount, start }: MergedExport, scope: MergedScope): Choice[] {
  const isRunning = rowCount !== null;
  return (["jsonl", "csv"] as const).map((format) => ({
    id: `${scope} ${format}`,
    title: `${MERGED[scope].title}, ${format.toUpperCase()}`,
    note: isRunning ? "an export is under way" : MERGED[scope][format],
    run: isRunning
      ? null
      : () => {
          start(format, scope);
          return Promise.resolve();
        },
  }));
}

/** Until when a signed link can be used: of a page left open it may have run out. */
function linkWords(url: string): string {
  const expires = Number(new URL(url, window.location.href).searchParams.get("expires"));
  return Number.isNaN(expires) || expires === 0
    ? "by a signed link"
    : `the link in the answer holds until ${formatLocalTime(expires * 1_000)}`;
}

/** Writes a file piece by piece where the reader wants it; a failure leaves none behind. */
async function saveStream(
  name: string,
  fill: (write: FileSink["write"]) => Promise<void>,
): Promise<void> {
  const sink = await openFileSink(name, "application/x-ndjson");
  if (sink === null) return;
  try {
    await fill(sink.write);
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

/** The files of a batch at this moment. */
export function useFileChoices(batch: Batch): Choice[] {
  const { client } = useApi();
  const link = useAction(contract.batches.artifactUrl);
  const readPage = useReadPage(batch.id, undefined);
  const { counts, completed_at } = batch;

  const artifact = (kind: ArtifactKind) => async () => {
    const { url } = await link.mutateAsync({ params: { id: batch.id }, query: { kind } });
    followDownload(url);
  };
  const soFar = () =>
    saveStream(`${batch.id}.so-far.jsonl`, async (write) => {
      await readAllRows(readPage, (rows) =>
        write(rows.map((row) => `${JSON.stringify(row)}\n`).join("")),
      );
    });
  const input = () =>
    saveStream(`${batch.input_file_id}.jsonl`, async (write) => {
      const stream = await openInput(client, batch, new AbortController().signal);
      const reader = stream.getReader();
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
        // What a fetch gives stands in memory of its own, not in a shared one.
        await write(chunk.value as Uint8Array<ArrayBuffer>);
      }
    });

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
          : `${plural(counts.completed, "answer")}, in input order; ${linkWords(batch.output_file_url)}`,
      run: batch.output_file_url === null ? null : artifact("output"),
    },
    {
      id: "errors",
      title: "Errors",
      note:
        batch.error_file_url === null
          ? "nothing failed, so there is no file"
          : `${plural(counts.failed + counts.cancelled, "item")}, each with its reason; ${linkWords(batch.error_file_url)}`,
      run: batch.error_file_url === null ? null : artifact("errors"),
    },
    inputChoice,
  ];
}
