import { SNIPPET_LANGUAGES, type SnippetLanguage } from "#contract/snippets.ts";
import { useSyncExternalStore } from "react";

const KEY = "batchrouter.reference.language";

const listeners = new Set<() => void>();

function current(): SnippetLanguage {
  const stored = localStorage.getItem(KEY);
  return SNIPPET_LANGUAGES.find((language) => language === stored) ?? "curl";
}

/** Shows all snippets of the reference in this language, now and the next time. */
export function setSnippetLanguage(language: string): void {
  localStorage.setItem(KEY, language);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The language that the reference shows its snippets in. */
export function useSnippetLanguage(): SnippetLanguage {
  return useSyncExternalStore(subscribe, current);
}
