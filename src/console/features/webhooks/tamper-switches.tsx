import { STANDARD_HEADERS } from "#contract/webhook-events.ts";
import { Checkbox } from "../../ui/checkbox.tsx";
import { REPLAY_AFTER_SECONDS, TAMPERINGS, type Tampering } from "./tampering.ts";

const WORDS: Record<Tampering, string> = {
  byte: "Change one byte of the body",
  secret: "Check with a wrong secret",
  replay: `Replay it ${REPLAY_AFTER_SECONDS / 60} minutes later`,
  header: `Leave out ${STANDARD_HEADERS.id}`,
};

interface TamperSwitchesProps {
  ways: ReadonlySet<Tampering>;
  onChange: (ways: ReadonlySet<Tampering>) => void;
}

/** The ways to break a copy, to see the check fail. */
export function TamperSwitches({ ways, onChange }: TamperSwitchesProps) {
  return (
    <fieldset className="mb-3">
      <legend className="mb-1.5 text-sm text-muted">Break a copy and see it refused</legend>
      <div className="grid gap-x-6 gap-y-1.5 sm:grid-cols-2">
        {TAMPERINGS.map((way) => (
          <Checkbox
            key={way}
            label={<span className="text-sm">{WORDS[way]}</span>}
            checked={ways.has(way)}
            onChange={({ target }) =>
              onChange(
                new Set(
                  TAMPERINGS.filter((other) => (other === way ? target.checked : ways.has(other))),
                ),
              )
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
