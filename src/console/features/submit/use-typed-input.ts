import { useEffect, useRef } from "react";
import type { LocalInput, TextDraft } from "./local-input.ts";

/** How long a pause in typing ends a sentence worth checking. */
const TYPING_PAUSE_MS = 300;

/** Makes an input of what was typed, once the typing pauses. */
export function useTypedInput(
  isTyping: boolean,
  { text, filename }: TextDraft,
  input: LocalInput | undefined,
  onInput: (input: LocalInput | undefined) => void,
): void {
  const made = useRef<{ text: string; input: LocalInput | undefined }>({
    text: "",
    input: undefined,
  });
  useEffect(() => {
    if (!isTyping || (made.current.text === text && made.current.input === input)) return;
    const timer = setTimeout(() => {
      const next: LocalInput | undefined =
        text === "" ? undefined : { source: "text", filename, blob: new Blob([text]) };
      made.current = { text, input: next };
      onInput(next);
    }, TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [isTyping, text, filename, input, onInput]);
}
