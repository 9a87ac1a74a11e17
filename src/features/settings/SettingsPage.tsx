import { type ReactNode, useEffect } from 'react';
import { useStore } from 'zustand';
import type { ProjectState } from '../../tasks/projectInspector.ts';
import type { SettingsWatch } from '../../tasks/settingsWatch.ts';
import { Card } from '../../ui/Card.tsx';
import { CardSkeleton } from '../../ui/CardSkeleton.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { useObservable } from '../../ui/useObservable.ts';
import { FileCard } from './FileCard.tsx';
import type { NotificationHost } from './NotificationsField.tsx';
import { PlansCard } from './PlansCard.tsx';
import { SettingsFormCards } from './SettingsFormCards.tsx';
import classes from './SettingsPage.module.css';
import type { SettingsStore } from './settingsStore.ts';

export interface SettingsPageProps {
  store: SettingsStore;
  settingsWatch: SettingsWatch;
  state: ProjectState;
  /** The project's name where the settings give none. */
  connectionPlatform: string;
  host: NotificationHost & { newId: () => string };
  /** The card about the helper. */
  helperCard: ReactNode;
  schedulesHref: string;
  retentionHref: string;
}

/** What an admin may set for the connected project. */
export function SettingsPage(props: SettingsPageProps) {
  const { store, settingsWatch, state, connectionPlatform, host, helperCard, schedulesHref, retentionHref } = props;
  const { settings, error } = useObservable(settingsWatch);
  const { saveError, saving, save } = useStore(store);
  const mayChange = state.access?.permissions.includes('settings') ?? false;
  useEffect(() => {
    void settingsWatch.refresh(); // never rejects
  }, [settingsWatch]);

  return (
    <>
      <PageHeader
        title="Settings"
        state={`For backups of ${settings?.platform ?? connectionPlatform} made in this browser`}
      />
      <div className={classes.stack}>
        {helperCard}
        {error !== null && (
          <Card label="Settings">
            <ErrorNotice
              title="The settings could not be read"
              message={error.message}
              hint={error.hint}
              onRetry={() => void settingsWatch.refresh()}
            />
          </Card>
        )}
        {settings === null && error === null && <CardSkeleton title="Tables" />}
        {settings !== null && error === null && (
          <>
            <PlansCard
              settings={settings}
              schedulesHref={schedulesHref}
              retentionHref={retentionHref}
              mayChange={mayChange}
            />
            <SettingsFormCards
              stored={settings}
              connectionPlatform={connectionPlatform}
              catalog={state.catalog}
              helperInstalled={state.access?.helperVersion != null}
              mayChange={mayChange}
              saving={saving}
              saveError={saveError}
              onSave={save}
              host={host}
            />
            <FileCard store={store} mayChange={mayChange} />
          </>
        )}
      </div>
    </>
  );
}
