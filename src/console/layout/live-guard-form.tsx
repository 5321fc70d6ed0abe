import { useEffect, useRef, useState, type FormEvent } from "react";
import type { LiveQuestion } from "../environments/live-guard.ts";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/text-field.tsx";

/** The environment's name has to be typed, whole, before anything is sent. */
export default function LiveGuardForm({ question }: { question: LiveQuestion }) {
  const { environment, endpoint, answer } = question;
  const [typed, setTyped] = useState("");
  const [hasTried, setTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // A dialog opens with the focus on its first button, and only then can it be moved.
    const frame = requestAnimationFrame(() => field.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  const isRight = typed.trim() === environment.name;

  function submit(event: FormEvent): void {
    // Forms around the guarded button must not hear of it.
    event.preventDefault();
    event.stopPropagation();
    setTried(true);
    if (isRight) answer(true);
  }

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        label={`Type ${environment.name} to confirm`}
        ref={field}
        autoComplete="off"
        value={typed}
        error={hasTried && !isRight ? `It has to be exactly ${environment.name}` : undefined}
        onChange={({ target }) => setTyped(target.value)}
      />
      <p className="font-mono text-sm text-secondary">
        {endpoint.method} {endpoint.path}
      </p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => answer(false)}>Do not send</Button>
        <Button type="submit" variant="danger">
          Send to {environment.name}
        </Button>
      </div>
    </form>
  );
}
