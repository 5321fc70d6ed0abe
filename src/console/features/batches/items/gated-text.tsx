import { useState } from "react";
import { formatBytes } from "../../../format/bytes.ts";
import { Button } from "../../../ui/button.tsx";
import { useShownContent } from "../../../ui/presenter.ts";
import { saveFile } from "../../../ui/save-file.ts";

/** More than this is not laid out until it is asked for. */
const SHOWN_CHARACTERS = 12_000;
/** More than this is not laid out at all. */
const MOST_CHARACTERS = 2_000_000;

/** A text as it is, its line breaks kept; of a long one the beginning, with more on request and all as a download. */
export function GatedText({ text: given, fileName }: { text: string; fileName: string }) {
  const text = useShownContent()(given);
  const [shownText, setShownText] = useState<string>();
  const isCut = text.length > SHOWN_CHARACTERS && shownText !== text;
  return (
    <>
      <p className="text-sm break-words whitespace-pre-wrap">
        {isCut ? text.slice(0, SHOWN_CHARACTERS) : text.slice(0, MOST_CHARACTERS)}
      </p>
      {isCut ? (
        <p className="mt-2 flex flex-wrap items-center gap-2 text-sm text-muted">
          The beginning of {formatBytes(text.length)}
          <Button size="small" onClick={() => setShownText(text)}>
            {text.length > MOST_CHARACTERS ? `Show ${formatBytes(MOST_CHARACTERS)}` : "Show all"}
          </Button>
          <Button
            size="small"
            onClick={() => saveFile(fileName, new Blob([text], { type: "text/plain" }))}
          >
            Download
          </Button>
        </p>
      ) : null}
    </>
  );
}
