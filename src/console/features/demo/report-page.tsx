import { isTerminal } from "#contract/batch-states.ts";
import { ApiError } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { BatchId } from "#contract/primitives.ts";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { readUnlessHeld } from "../../api/holds.ts";
import { readLedger } from "../../api/ledger.ts";
import { nextReadMs } from "../../api/recovery.ts";
import { useSession } from "../../environments/use-session.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { Page } from "../../layout/page.tsx";
import { RequireCredentials } from "../../layout/require-credentials.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { standInText } from "../../ui/stand-ins.ts";
import { saveFile } from "../../ui/save-file.ts";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { batchEvidence, runEvidence } from "./collect-evidence.ts";
import { readPlay } from "./play-record.ts";
import { type ReportDocument, reportDocument } from "./report/report-document.ts";
import { callsAbout, type ReportSource } from "./report/report-facts.ts";
import { reportHtml } from "./report/report-html.ts";
import { reportMarkdown } from "./report/report-markdown.ts";
import { timelinePicture } from "./report/timeline-picture.ts";
import { ReportParts } from "./report-parts.tsx";

/** The report on one batch, to be read here, printed, or handed out as a file. */
export default function ReportPage() {
  const [search] = useSearchParams();
  const id = BatchId.safeParse(search.get("batch"));
  const { canCall } = useSession();
  if (canCall && id.success) return <Report id={id.data} />;
  return (
    <Page title="Run report">
      <RequireCredentials need="any">
        <EmptyState title="Which batch?">
          Open a batch and choose “Report” there, or play the lifecycle first.
        </EmptyState>
      </RequireCredentials>
    </Page>
  );
}

/** All that the gateway tells of the batch, and of the play that it is of. */
function useReportSource(id: BatchId) {
  const { client, environment } = useApi();
  return useQuery({
    queryKey: [environment.id, "report", id],
    queryFn: (): Promise<ReportSource> =>
      readUnlessHeld(environment.id, async () => {
        const play = readPlay(environment.id);
        const isOfPlay = play?.facts.batch_id === id;
        const runId = isOfPlay ? play.facts.run_id : undefined;
        const { version, now } = await client.call(contract.catalog.health, {});
        const batch = await batchEvidence(client, id);
        return {
          environment: { name: environment.name, origin: environment.origin },
          gatewayVersion: version,
          madeAt: now,
          batch,
          run: runId === undefined ? undefined : await runEvidence(client, runId),
          play: isOfPlay ? play : undefined,
          calls: isOfPlay
            ? readLedger(environment.id).calls
            : callsAbout(readLedger(environment.id).calls, batch),
        };
      }),
    // It is somebody's reading matter: on a batch that has ended it is written anew when they ask for it alone.
    staleTime: ({ state: { data } }) =>
      data !== undefined && isTerminal(data.batch.batch.status) ? Infinity : 0,
    refetchOnWindowFocus: false,
    refetchInterval: (query) => nextReadMs(query, query.state, false),
  });
}

function Report({ id }: { id: BatchId }) {
  const { environment } = useApi();
  const { data, error, refetch, isFetching } = useReportSource(id);
  if (data === undefined) {
    return (
      <Page title="Run report">
        {error === null ? (
          <SkeletonRows rows={10} label="Writing the report" />
        ) : (
          <ApiErrorPanel
            error={error}
            title={
              error instanceof ApiError && error.status === 404
                ? "This batch is not here"
                : "The report could not be written"
            }
            onRetry={() => void refetch()}
          />
        )}
      </Page>
    );
  }
  const report = reportDocument(data);
  const timeline = timelinePicture(data.batch);
  const name = `batchrouter-report-${environment.id.replace(/[^a-z0-9]+/gi, "-")}-${id}`;
  return (
    <Page
      title={`Run report: ${report.title}`}
      description={report.lead}
      actions={
        <span className="flex flex-wrap gap-2 print:hidden">
          <Button loading={isFetching} onClick={() => void refetch()}>
            Write anew
          </Button>
          <Button onClick={() => window.print()}>Print</Button>
          <Button onClick={() => saveMarkdown(name, report)}>Markdown</Button>
          <Button variant="primary" onClick={() => saveHtml(name, report, timeline)}>
            One HTML file
          </Button>
        </span>
      }
    >
      <ReportParts report={report} timeline={timeline} />
    </Page>
  );
}

function saveHtml(name: string, report: ReportDocument, timeline: string): void {
  const html = standInText(reportHtml(report, timeline));
  saveFile(`${name}.html`, new Blob([html], { type: "text/html" }));
}

function saveMarkdown(name: string, report: ReportDocument): void {
  const text = standInText(reportMarkdown(report));
  saveFile(`${name}.md`, new Blob([text], { type: "text/markdown" }));
}
