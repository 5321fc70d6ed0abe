/** A file on its way in. */
export interface IncomingFile {
  /** What the client calls it; null when it does not say. */
  filename: string | null;
  /** To be read once; it throws when the request turns out to be broken, also after the file's last byte. */
  chunks: AsyncIterable<Uint8Array>;
}
