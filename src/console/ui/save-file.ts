/** Hands the text to the reader as a file of that name; nothing leaves the machine. */
export function saveFile(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // The download has its own hold on the blob once the press is handled.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
