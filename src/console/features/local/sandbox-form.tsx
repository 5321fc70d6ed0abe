import { SANDBOX_SCENARIOS, type SandboxSettings } from "#contract/local.ts";
import { useId, type FormEvent } from "react";
import { formProblems } from "../../api/form-problems.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorSummary } from "../../ui/error-summary.tsx";
import { RadioCards } from "../../ui/radio-cards.tsx";
import { TextField } from "../../ui/text-field.tsx";

type Scenario = SandboxSettings["scenario"];

const SCENARIO_WORDS: Record<Scenario, string> = {
  calm: "Each lane at its own speed and reliability.",
  busy: "Longer queues, slower answers.",
  "partial-failure": "A share of the items fails for good.",
  "rate-limited": "Many 429s first; retries and the ladder get through.",
  outage: "No lane answers: a batch ends as failed.",
  slow: "Much slower answers, to watch or to cancel.",
};

interface Props {
  settings: SandboxSettings;
  onChange: (settings: SandboxSettings) => void;
  onSave: (settings: SandboxSettings) => void;
  isSaving: boolean;
  error: Error | null;
  attempt: number;
}

/** Scenario, seed, speed and deadline of the sandbox lanes. */
export function SandboxForm({ settings, onChange, onSave, isSaving, error, attempt }: Props) {
  const id = useId();
  const problems = formProblems(error, {
    seed: `${id}-seed`,
    speed: `${id}-speed`,
    deadline_seconds: `${id}-deadline`,
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    onSave(settings);
  }

  return (
    <form noValidate onSubmit={submit} className="flex max-w-3xl flex-col gap-5">
      <ErrorSummary problems={problems.all} attempt={attempt} />
      <RadioCards
        label="Scenario"
        columns={3}
        value={settings.scenario}
        onChange={(scenario: Scenario) => onChange({ ...settings, scenario })}
        options={SANDBOX_SCENARIOS.map((value) => ({
          value,
          label: value,
          description: SCENARIO_WORDS[value],
        }))}
      />
      <div className="grid gap-4 sm:grid-cols-3">
        <TextField
          id={`${id}-seed`}
          label="Seed"
          type="number"
          min={0}
          value={settings.seed}
          error={problems.fields["seed"]}
          hint="The same seed gives the same answers."
          onChange={({ target }) => onChange({ ...settings, seed: Number(target.value) })}
        />
        <TextField
          id={`${id}-speed`}
          label="Speed"
          type="number"
          min={0.1}
          step="any"
          value={settings.speed}
          error={problems.fields["speed"]}
          hint="1 is the lanes' own, 10 is ten times faster."
          onChange={({ target }) => onChange({ ...settings, speed: Number(target.value) })}
        />
        <TextField
          id={`${id}-deadline`}
          label="Deadline in seconds"
          type="number"
          min={1}
          placeholder="The tier's"
          value={settings.deadline_seconds ?? ""}
          error={problems.fields["deadline_seconds"]}
          hint="Of batches submitted from now on, to see one expire."
          onChange={({ target }) =>
            onChange({
              ...settings,
              deadline_seconds: target.value === "" ? null : Number(target.value),
            })
          }
        />
      </div>
      <div>
        <Button type="submit" variant="primary" loading={isSaving}>
          Apply
        </Button>
      </div>
    </form>
  );
}
