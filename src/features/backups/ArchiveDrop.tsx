import { IconFileImport } from '@tabler/icons-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import classes from './ArchiveDrop.module.css';

interface Props {
  /** Null where nothing can be added: files that are dropped are then left to the browser. */
  onFiles: ((files: File[]) => void) | null;
  children: ReactNode;
}

const holdsFiles = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes('Files');

/** Takes archives that are dropped anywhere on what is in it, and shows while they are over it that it does. */
export function ArchiveDrop({ onFiles, children }: Props) {
  const [over, setOver] = useState(false);
  // Entering a child comes before leaving its parent, so what is inside is counted.
  const inside = useRef(0);

  function move(event: DragEvent, step: 1 | -1) {
    if (onFiles === null || !holdsFiles(event)) return;
    inside.current = Math.max(0, inside.current + step);
    setOver(inside.current > 0);
  }

  function drop(event: DragEvent) {
    if (onFiles === null || !holdsFiles(event)) return;
    event.preventDefault();
    inside.current = 0;
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button "Add archive…" does the same
    <div
      className={classes.area}
      onDragEnter={(event) => move(event, 1)}
      onDragLeave={(event) => move(event, -1)}
      onDragOver={(event) => {
        if (onFiles === null || !holdsFiles(event)) return;
        event.preventDefault(); // without it the browser opens the file instead
        event.dataTransfer.dropEffect = 'copy';
      }}
      onDrop={drop}
    >
      {children}
      {over && (
        <div className={classes.target}>
          <IconFileImport size={20} aria-hidden />
          Drop archives to add them
        </div>
      )}
    </div>
  );
}
