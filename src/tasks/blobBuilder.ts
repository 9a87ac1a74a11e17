/** Size from which pieces are handed to the browser, which may keep them on disk, bytes. */
const pieceBytes = 1024 * 1024;

/** Builds a file from many pieces, so that no more than about a megabyte of it is held by the page. */
export interface BlobBuilder {
  add(piece: string | Uint8Array<ArrayBuffer>): void;
  /** The file; nothing can be added afterwards. */
  finish(type: string): Blob;
}

export function createBlobBuilder(): BlobBuilder {
  const finished: Blob[] = [];
  let open: (string | Uint8Array<ArrayBuffer>)[] = [];
  let size = 0;

  function close(): void {
    finished.push(new Blob(open));
    open = [];
    size = 0;
  }

  return {
    add(piece) {
      open.push(piece);
      size += piece.length;
      if (size >= pieceBytes) close();
    },
    finish(type) {
      close();
      return new Blob(finished, { type });
    },
  };
}
