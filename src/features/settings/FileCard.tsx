import { Button, FileButton, List } from '@mantine/core';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import { useRef } from 'react';
import { useStore } from 'zustand';
import { Card } from '../../ui/Card.tsx';
import { confirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { notify } from '../../ui/notify.tsx';
import { useUnsaved } from '../../ui/unsavedChanges.ts';
import classes from './SettingsPage.module.css';
import type { SettingsImport, SettingsStore } from './settingsStore.ts';

const ignoredNote = (ignored: readonly string[]) =>
  ignored.length === 0 ? null : `Not known to this version, and left out: ${ignored.join(', ')}.`;

function askImport({ lines, ignored }: SettingsImport): Promise<boolean> {
  return confirmDialog({
    title: 'Import these settings?',
    children: (
      <>
        <p className={classes.text}>This is what would change:</p>
        <List size="sm" spacing={4}>
          {lines.map((line) => (
            <List.Item key={line}>{line}</List.Item>
          ))}
        </List>
        {ignored.length > 0 && <p className={classes.note}>{ignoredNote(ignored)}</p>}
      </>
    ),
    confirmLabel: 'Import settings',
    keepLabel: 'Keep mine',
    danger: false,
  });
}

/** All settings as a file: for another browser, for another project, or as a copy. */
export function FileCard({ store, mayChange }: { store: SettingsStore; mayChange: boolean }) {
  const { importProblems, saving, exportFile, readImport, save } = useStore(store);
  const unsaved = useUnsaved();
  const resetPicker = useRef<() => void>(null);

  async function importFile(file: File | null) {
    if (file === null) return;
    resetPicker.current?.(); // so that the same file can be picked again once it is corrected
    const found = await readImport(file);
    if (found === null) return;
    const note = ignoredNote(found.ignored);
    if (found.lines.length === 0)
      return notify.info({ title: 'Nothing to import', message: note ?? 'The file holds the settings as they are.' });
    if (!(await askImport(found)) || !(await save(found.change))) return;
    notify.success({ title: 'Settings imported', message: note ?? 'They count from now on.' });
  }

  return (
    <Card title="Settings file">
      <div className={classes.fields}>
        <p className={classes.note}>
          All settings of this project, schedules and retention included, as a JSON file: for another computer or
          browser, or as a copy. It holds no key, no password and no backups.
        </p>
        <div className={classes.buttons}>
          <Button leftSection={<IconDownload size={16} aria-hidden="true" />} onClick={() => void exportFile()}>
            Export settings
          </Button>
          {mayChange && (
            <FileButton
              resetRef={resetPicker}
              accept="application/json,.json"
              onChange={(file) => void importFile(file)}
            >
              {(props) => (
                <Button
                  {...props}
                  disabled={unsaved || saving}
                  leftSection={<IconUpload size={16} aria-hidden="true" />}
                >
                  Import settings…
                </Button>
              )}
            </FileButton>
          )}
        </div>
        {mayChange && unsaved && <p className={classes.note}>To import, save or reset your changes first.</p>}
        {importProblems.length > 0 && (
          <Notice kind="error" alert title="The file was not imported, and nothing was changed">
            <List size="sm">
              {importProblems.map((problem) => (
                <List.Item key={problem}>{problem}</List.Item>
              ))}
            </List>
          </Notice>
        )}
      </div>
    </Card>
  );
}
