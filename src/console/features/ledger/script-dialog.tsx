import { plural } from "../../format/plural.ts";
import { Button } from "../../ui/button.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import type { SessionFile } from "./export-session.ts";
import type { SessionScript } from "./session-script.ts";

interface Props {
  /** Undefined while the dialog is closed. */
  script: SessionScript | undefined;
  onClose: () => void;
  onSave: (file: SessionFile) => void;
}

/** The script before it is saved: what to set, what is left out and why, and all of its text. */
export function ScriptDialog({ script, onClose, onSave }: Props) {
  const steps = script?.steps.length ?? 0;
  return (
    <Dialog
      size="large"
      isOpen={script !== undefined}
      onClose={onClose}
      title="The session as a shell script"
      description={`${plural(steps, "step")} in the order of the session. Ids, links and keys are read from the answers of the run itself.`}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button
            variant="primary"
            onClick={() => {
              if (script !== undefined) onSave(script);
            }}
          >
            Save the script
          </Button>
        </>
      }
    >
      {script === undefined ? null : <ScriptFacts script={script} />}
    </Dialog>
  );
}

function ScriptFacts({ script: { name, text, variables, leftOut } }: { script: SessionScript }) {
  const toSet = variables.filter(({ value }) => value === null);
  return (
    <div className="flex flex-col gap-4 text-sm">
      {toSet.length === 0 ? null : (
        <div>
          <h3 className="font-semibold">To set before it runs</h3>
          <ul className="mt-1 flex flex-col gap-1">
            {toSet.map((variable) => (
              <li key={variable.name}>
                <code className="font-mono text-xs">{variable.name}</code>: {variable.what}
              </li>
            ))}
          </ul>
        </div>
      )}
      {leftOut.length === 0 ? null : (
        <Disclosure title={`Left out: ${plural(leftOut.length, "call")}`}>
          <ul className="flex flex-col gap-1">
            {leftOut.map(({ number, method, path, reason }) => (
              <li key={number} className="min-w-0 break-words">
                <span className="text-muted">#{number}</span>{" "}
                <code className="font-mono text-xs">
                  {method} {path}
                </code>
                : {reason}
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
      <CodeBlock label={name} code={text} className="max-h-[50dvh]" />
    </div>
  );
}
