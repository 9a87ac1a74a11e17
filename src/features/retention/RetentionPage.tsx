import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconCircleCheckFilled, IconPlayerPauseFilled, IconTrash } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { type Pause, planRetention } from '../../core/planRetention.ts';
import type { Clock } from '../../ports/Clock.ts';
import type { BackupHistory } from '../../tasks/backupHistory.ts';
import type { ProjectInspector } from '../../tasks/projectInspector.ts';
import type { SettingsWatch } from '../../tasks/settingsWatch.ts';
import { Card } from '../../ui/Card.tsx';
import { CardSkeleton } from '../../ui/CardSkeleton.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { notify } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { useUnsaved } from '../../ui/unsavedChanges.ts';
import { useNow } from '../../ui/useNow.ts';
import { useObservable } from '../../ui/useObservable.ts';
import { askCleanUp, askCleanUpAnyway } from './askCleanUp.tsx';
import { type CleanupState, describeCleanup } from './cleanupState.ts';
import { PausedNotice } from './PausedNotice.tsx';
import { splitPlan, withAccepted } from './planWords.ts';
import { RetentionCards } from './RetentionCards.tsx';
import classes from './RetentionPage.module.css';
import { formOf, validateRetention } from './retentionForm.ts';
import type { RetentionStore } from './retentionStore.ts';

export interface RetentionPageProps {
  store: RetentionStore;
  settingsWatch: SettingsWatch;
  history: BackupHistory;
  inspector: ProjectInspector;
  clock: Clock;
  /** Address of a backup's own page, and of the list of backups. */
  backupHref(id: string): string;
  backupsHref: string;
}

function StateLine({ state }: { state: CleanupState }) {
  return (
    <span className={classes.state} data-kind={state.kind}>
      {state.kind === 'on' && <IconCircleCheckFilled size={14} aria-hidden />}
      {state.kind === 'paused' && <IconPlayerPauseFilled size={14} aria-hidden />}
      {state.words}
    </span>
  );
}

/** `/admin/retention`: which backups stay and why, what the policy would do now and later, and cleaning up by hand. */
export function RetentionPage(props: RetentionPageProps) {
  const { store, settingsWatch, history, inspector, clock, backupHref, backupsHref } = props;
  const { settings, error } = useObservable(settingsWatch);
  const { status, records, removed, error: historyError } = useObservable(history);
  const { access } = useObservable(inspector);
  const { saving, cleaning } = useStore(store);
  const { save, cleanUp, cleanUpAnyway } = store.getState(); // acts never change
  const now = useNow(clock);
  const unsaved = useUnsaved();
  const narrow = useMediaQuery('(max-width: 49.99em)', false, { getInitialValueInEffect: false });
  // Beside the policy there is room for the table of the plan only from here on.
  const squeezed = useMediaQuery('(min-width: 75em) and (max-width: 84.99em)', false, {
    getInitialValueInEffect: false,
  });
  const mayDelete = access?.permissions.includes('delete') ?? false;
  const maySet = access?.permissions.includes('settings') ?? false;
  const all = useMemo(() => [...records, ...removed], [records, removed]);
  const policy = settings?.retention ?? null;
  const stored = useMemo(
    () =>
      policy === null || Object.keys(validateRetention(formOf(policy))).length > 0
        ? null
        : planRetention(all, policy, now),
    [all, policy, now],
  );
  const ready = settings !== null && status !== 'loading';

  /** Plans anew, with what is known at this moment: the page's own plan may be a minute old. */
  async function askAndCleanUp() {
    const state = settingsWatch.get().settings;
    if (state === null) return;
    const { records: live, removed: gone } = history.get();
    const plan = planRetention([...live, ...gone], state.retention, clock.now());
    if (plan.paused !== null) {
      notify.warning({ title: 'Cleanup is paused', message: plan.paused.message });
    } else if (splitPlan(plan).going.length === 0) {
      notify.info({ title: 'Nothing to remove', message: 'Every backup is kept by a rule of the saved policy.' });
    } else if (await askCleanUp({ plan, records: live, now: clock.now(), unsaved })) {
      await cleanUp();
    }
  }

  async function askAndCleanUpAnyway({ runId, message }: Pause) {
    const state = settingsWatch.get().settings;
    if (state === null) return;
    const { records: live, removed: gone } = history.get();
    const accepted = withAccepted([...live, ...gone], runId, clock.now());
    const plan = planRetention(accepted, state.retention, clock.now());
    if (await askCleanUpAnyway({ plan, records: live, now: clock.now(), why: message })) await cleanUpAnyway(runId);
  }

  const paused = stored?.paused ?? null;
  return (
    <>
      <PageHeader
        title="Retention"
        state={settings !== null && <StateLine state={describeCleanup(settings, paused !== null, now)} />}
        actions={
          mayDelete &&
          ready && (
            <Button
              leftSection={<IconTrash size={16} aria-hidden />}
              loading={cleaning}
              disabled={stored === null}
              onClick={() => void askAndCleanUp()}
            >
              Clean up now…
            </Button>
          )
        }
      />
      <div className={classes.stack}>
        {access !== null && !maySet && (
          <Notice kind="quiet">You may see this policy. Changing it needs the permission “settings”.</Notice>
        )}
        {error !== null && (
          <Card label="Policy">
            <ErrorNotice
              title="The policy could not be read"
              message={error.message}
              hint={error.hint}
              onRetry={() => void settingsWatch.refresh()}
            />
          </Card>
        )}
        {historyError !== null && (
          <Card label="Backups">
            <ErrorNotice
              title="The backups could not be read"
              message="The browser's storage did not answer. Backups are not affected."
              details={[historyError.message, historyError.hint].filter(Boolean).join('\n')}
              onRetry={() => void history.refresh()}
            />
          </Card>
        )}
        {paused !== null && (
          <PausedNotice
            pause={paused}
            records={all}
            now={now}
            backupHref={backupHref}
            backupsHref={backupsHref}
            onAnyway={mayDelete ? () => void askAndCleanUpAnyway(paused) : null}
            cleaning={cleaning}
          />
        )}
        {!ready && error === null && <CardSkeleton title="Policy" rows={5} />}
        {ready && (
          <RetentionCards
            settings={settings}
            records={all}
            now={now}
            narrow={narrow || squeezed}
            mayChange={maySet}
            saving={saving}
            onSave={save}
            backupHref={backupHref}
          />
        )}
      </div>
    </>
  );
}
