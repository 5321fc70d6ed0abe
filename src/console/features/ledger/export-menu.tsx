import { Download } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { type Ledger, readLedger } from "../../api/ledger.ts";
import { shownLedger } from "../../api/shown-ledger.ts";
import { plural } from "../../format/plural.ts";
import { paths } from "../../paths.ts";
import { Menu } from "../../ui/menu.tsx";
import { saveFile } from "../../ui/save-file.ts";
import { newestBatch } from "./newest-batch.ts";
import type { SessionFacts, SessionFile } from "./export-session.ts";
import { ScriptDialog } from "./script-dialog.tsx";
import { sessionHar } from "./session-har.ts";
import { sessionJsonl } from "./session-jsonl.ts";
import { type SessionScript, sessionScript } from "./session-script.ts";

/** The whole session of this environment as a file: an archive, lines of JSON, or a script that makes it again. */
export function ExportMenu({ count }: { count: number }) {
  const { environment } = useApi();
  const [script, setScript] = useState<SessionScript>();

  function made<F extends SessionFile>(make: (ledger: Ledger, facts: SessionFacts) => F): F {
    return make(shownLedger(readLedger(environment.id)), { environment, exportedAt: new Date() });
  }
  function save({ name, text, type }: SessionFile): void {
    saveFile(name, new Blob([text], { type }));
  }

  return (
    <>
      <Menu
        align="end"
        button={
          <>
            <Download size={16} aria-hidden="true" />
            Export
          </>
        }
      >
        {(close) => {
          const batch = newestBatch(readLedger(environment.id).calls);
          const choose = (act: () => void) => () => {
            close();
            act();
          };
          return (
            <>
              <p className="px-2 py-1.5 text-sm text-muted">
                All {plural(count, "call")} of {environment.name}, whatever the filter; no secrets.
              </p>
              <Choice
                title="HTTP Archive (HAR 1.2)"
                note="For the network panel of a browser, or a proxy"
                onChoose={choose(() => save(made(({ calls }, facts) => sessionHar(calls, facts))))}
              />
              <Choice
                title="JSON Lines"
                note="Each call as the ledger keeps it"
                onChoose={choose(() => save(made(sessionJsonl)))}
              />
              <Choice
                title="Shell script"
                note="Makes the session again, in order"
                onChoose={choose(() =>
                  setScript(made(({ calls }, facts) => sessionScript(calls, facts))),
                )}
              />
              {batch === undefined ? null : (
                <div className="relative mt-1 flex flex-col items-start border-t border-line px-2 py-1.5 hover:bg-wash">
                  <Link
                    to={paths.report({ batch })}
                    className="font-medium text-ink after:absolute after:inset-0"
                    onClick={close}
                  >
                    Run report
                  </Link>
                  <span className="text-sm text-muted">On the batch that was submitted last</span>
                </div>
              )}
            </>
          );
        }}
      </Menu>
      <ScriptDialog script={script} onClose={() => setScript(undefined)} onSave={save} />
    </>
  );
}

function Choice({ title, note, onChoose }: { title: string; note: string; onChoose: () => void }) {
  return (
    <div className="relative flex flex-col items-start rounded-md px-2 py-1.5 hover:bg-wash">
      <button
        type="button"
        className="font-medium text-ink after:absolute after:inset-0"
        onClick={onChoose}
      >
        {title}
      </button>
      <span className="text-sm text-muted">{note}</span>
    </div>
  );
}
