import { Button } from '@mantine/core';
import { useStore } from 'zustand';
import type { ProjectSettings } from '../../core/settings.ts';
import type { SlotRecord } from '../../core/slot.ts';
import type { SchedulerState } from '../../tasks/scheduler.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Notice } from '../../ui/Notice.tsx';
import classes from './AutomaticCard.module.css';
import type { AutomaticStore } from './automaticStore.ts';
import { describeFailures } from './automaticWords.ts';

interface Props {
  store: AutomaticStore;
  state: SchedulerState;
  settings: ProjectSettings | null;
  settingsError: { message: string; hint: string | null } | null;
  slots: readonly SlotRecord[];
  now: number;
  runLogHref: string;
  backupHref(id: string): string;
}

function Failure({ store, slots, now, runLogHref, backupHref }: Props) {
  const { seen } = useStore(store);
  const failure = describeFailures(slots, now);
  if (failure === null) return null;
  const to = failure.backupId === null ? runLogHref : backupHref(failure.backupId);
  return (
    <Notice
      kind="error"
      title={failure.title}
      action={
        <div className={classes.acts}>
          <AppLink to={to} className={classes.link}>
            See what happened
          </AppLink>
          <Button size="xs" onClick={() => void seen(failure.slots)}>
            Mark as seen
          </Button>
        </div>
      }
    >
      {failure.message}
    </Notice>
  );
}

function AllowNotifications({ store, settings }: Pick<Props, 'store' | 'settings'>) {
  const { permission, allowNotifications } = useStore(store);
  const wanted = settings !== null && Object.values(settings.notifications).some(Boolean);
  if (permission !== 'default' || !wanted || settings?.automatic !== true) return null;
  return (
    <p className={classes.offer}>
      Tell me when a backup fails
      <Button size="xs" onClick={() => void allowNotifications()}>
        Allow notifications
      </Button>
    </p>
  );
}

/** What a person should know of the service, the worst first; nothing when all is well. */
export function AutomaticNotices(props: Props) {
  const { state, settingsError } = props;
  const unwell = state.message !== null && state.status !== 'off';
  return (
    <div className={classes.notices}>
      {state.status === 'blocked' && (
        <Notice kind="error" title="Automatic backups cannot run in this tab">
          {state.message ?? 'The reason is not known.'}
        </Notice>
      )}
      {state.status !== 'blocked' && unwell && (
        <Notice kind="warning" title="The schedules could not be looked at, and will be again within half a minute">
          {state.message}
        </Notice>
      )}
      {settingsError !== null && (
        <Notice kind="error" title="The settings could not be read">
          {[settingsError.message, settingsError.hint].filter(Boolean).join(' ')}
        </Notice>
      )}
      <Failure {...props} />
      <AllowNotifications store={props.store} settings={props.settings} />
    </div>
  );
}
