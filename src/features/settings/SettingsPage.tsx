import { type ReactNode, useEffect } from 'react';
import { useStore } from 'zustand';
import type { ProjectState } from '../../tasks/projectInspector.ts';
import { Card } from '../../ui/Card.tsx';
import { CardSkeleton } from '../../ui/CardSkeleton.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { SettingsFormCards } from './SettingsFormCards.tsx';
import classes from './SettingsPage.module.css';
import type { SettingsStore } from './settingsStore.ts';

export interface SettingsPageProps {
  store: SettingsStore;
  state: ProjectState;
  /** The project's name as people know it. */
  platform: string;
  /** Ids for rows of the form (`host.newId`). */
  newId: () => string;
  /** The card about the helper. */
  helperCard: ReactNode;
}

/** What an admin may set for the connected project. */
export function SettingsPage({ store, state, platform, newId, helperCard }: SettingsPageProps) {
  const { settings, loadError, saveError, saving, load, save } = useStore(store);
  useEffect(() => {
    void load(); // never rejects
  }, [load]);

  return (
    <>
      <PageHeader title="Settings" state={`For backups of ${platform} made in this browser`} />
      <div className={classes.stack}>
        {helperCard}
        {loadError !== null && (
          <Card label="Settings">
            <ErrorNotice
              title="The settings could not be read"
              message={loadError.message}
              hint={loadError.hint}
              onRetry={() => void load()}
            />
          </Card>
        )}
        {settings === null && loadError === null && <CardSkeleton title="Tables" />}
        {settings !== null && loadError === null && (
          <SettingsFormCards
            stored={settings}
            catalog={state.catalog}
            helperInstalled={state.access?.helperVersion != null}
            mayChange={state.access?.permissions.includes('settings') ?? false}
            saving={saving}
            saveError={saveError}
            onSave={save}
            newId={newId}
          />
        )}
      </div>
    </>
  );
}
