import { type ReactNode, useRef } from 'react';

interface ArchiveChooser {
  /** Opens the browser's file chooser. */
  open(): void;
  /** Has to be on the page while the chooser is open, so it stands outside of menus, which close. */
  input: ReactNode;
}

/** The browser's own file chooser for ZIP files, several at once. */
export function useArchiveChooser(onFiles: (files: File[]) => void): ArchiveChooser {
  const ref = useRef<HTMLInputElement>(null);
  return {
    open: () => ref.current?.click(),
    input: (
      <input
        ref={ref}
        type="file"
        accept=".zip,application/zip"
        multiple
        hidden
        aria-label="Archives to add"
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          currentTarget.value = ''; // so that the same file can be chosen again
          if (files.length > 0) onFiles(files);
        }}
      />
    ),
  };
}
