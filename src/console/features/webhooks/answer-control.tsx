import { contract } from "#contract/index.ts";
import type { Inbox, InboxAnswer } from "#contract/local.ts";
import { useState, type FormEvent } from "react";
import { formProblems } from "../../api/form-problems.ts";
import { useAction } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { toast } from "../../ui/toast.tsx";
import { ANSWER_PRESETS, answerEffect, presetOf, type PresetName } from "./inbox-answers.ts";

type Choice = PresetName | "custom";

const SEGMENTS: readonly { value: Choice; label: string }[] = [
  ...Object.entries(ANSWER_PRESETS).map(([name, { label }]) => ({
    // `entries` forgets that the keys are the presets' own.
    value: name as PresetName,
    label,
  })),
  { value: "custom", label: "Custom" },
];

/** How the inbox answers from now on; a press takes effect with the next thing that arrives. */
export function AnswerControl({ inbox }: { inbox: Inbox }) {
  const action = useAction(contract.local.setInboxAnswer);
  const [isCustom, setCustom] = useState(presetOf(inbox.answer) === "custom");
  const answer = action.isPending ? action.variables.body.answer : inbox.answer;
  const current = {
    status: answer.status ?? 200,
    delay_ms: answer.delay_ms ?? 0,
    drop: answer.drop ?? false,
  };
  const choice: Choice = isCustom ? "custom" : presetOf(current);

  function set(next: InboxAnswer): void {
    action.mutate(
      { params: { id: inbox.inbox_id }, body: { answer: next } },
      {
        onError: (error) => toast.failed("The inbox answers as before", { detail: error.message }),
      },
    );
  }

  function choose(next: Choice): void {
    setCustom(next === "custom");
    if (next !== "custom") set(ANSWER_PRESETS[next].answer);
  }

  return (
    <div className="flex flex-col gap-2 px-3 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span className="text-sm font-medium">Answers</span>
        <SegmentedControl
          label="How the inbox answers"
          segments={SEGMENTS}
          value={choice}
          onChange={choose}
        />
      </div>
      <p role="status" className="text-sm text-secondary">
        {answerEffect(current)}
      </p>
      {isCustom ? (
        <CustomAnswer
          answer={current}
          onSet={set}
          isPending={action.isPending}
          error={action.error}
        />
      ) : null}
    </div>
  );
}

interface CustomAnswerProps {
  answer: InboxAnswer;
  onSet: (answer: InboxAnswer) => void;
  isPending: boolean;
  error: Error | null;
}

function CustomAnswer({ answer, onSet, isPending, error }: CustomAnswerProps) {
  const [form, setForm] = useState({
    status: String(answer.status),
    delay: String(answer.delay_ms),
  });
  const { fields } = formProblems(error, {
    "answer.status": "answer-status",
    "answer.delay_ms": "answer-delay",
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    onSet({ status: Number(form.status), delay_ms: Number(form.delay), drop: false });
  }

  return (
    <form noValidate onSubmit={submit} className="flex flex-wrap items-start gap-3">
      <TextField
        id="answer-status"
        className="w-28"
        label="Status"
        inputMode="numeric"
        value={form.status}
        error={fields["answer.status"]}
        onChange={({ target }) => setForm({ ...form, status: target.value })}
      />
      <TextField
        id="answer-delay"
        className="w-36"
        label="Delay, ms"
        inputMode="numeric"
        hint="60,000 at most"
        value={form.delay}
        error={fields["answer.delay_ms"]}
        onChange={({ target }) => setForm({ ...form, delay: target.value })}
      />
      <Button type="submit" className="mt-6.5" loading={isPending}>
        Set
      </Button>
    </form>
  );
}
