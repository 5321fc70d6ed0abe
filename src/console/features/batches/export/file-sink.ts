import { saveFile } from "../../../ui/save-file.ts";

/** Takes a file in pieces, text or bytes. Nothing is left behind unless `close` is reached. */
export interface FileSink {
  write: (piece: string | Uint8Array<ArrayBuffer>) => Promise<void>;
  close: () => Promise<void>;
  abort: () => Promise<void>;
}

/** What the File System Access API adds to a window; the DOM library does not have it. */
interface FilePickerScope {
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<FileSystemFileHandle>;
}

/**
 * A file to be written: straight to disk where the browser lets the reader choose a place, else collected in blobs and
 * handed over as a download. Null when the reader chose none. Must be called in the press of a button itself.
 */
export async function openFileSink(name: string, type: string): Promise<FileSink | null> {
  const scope: FilePickerScope = window as FilePickerScope; // the API is there in some browsers only
  if (scope.showSaveFilePicker === undefined) return blobSink(name, type);
  try {
    const handle = await scope.showSaveFilePicker({ suggestedName: name });
    const file = await handle.createWritable();
    return {
      write: (piece) => file.write(piece),
      close: () => file.close(),
      abort: () => file.abort(),
    };
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return null;
    throw error;
  }
}

function blobSink(name: string, type: string): FileSink {
  // The browser may keep a blob on disk; a string would stay on the script's heap.
  let parts: Blob[] = [];
  return {
    write: (piece) => {
      parts.push(new Blob([piece]));
      return Promise.resolve();
    },
    close: () => {
      saveFile(name, new Blob(parts, { type }));
      return Promise.resolve();
    },
    abort: () => {
      parts = [];
      return Promise.resolve();
    },
  };
}
