/** Hands bytes to the reader as a file of that name, from where they lie; nothing leaves the machine. */
export function saveFile(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // The download has its own hold on the blob once the press is handled.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
