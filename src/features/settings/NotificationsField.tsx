import { Button, Checkbox } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import type { Host, NotificationAnswer } from '../../ports/Host.ts';
import { Notice } from '../../ui/Notice.tsx';
import { notify } from '../../ui/notify.tsx';
import classes from './SettingsPage.module.css';
import type { SettingsForm } from './settingsForm.ts';

export type NotificationHost = Pick<Host, 'notificationPermission' | 'askForNotifications'>;

interface NotificationsFieldProps {
  form: UseFormReturnType<SettingsForm>;
  host: NotificationHost;
  disabled: boolean;
}

const kinds = [
  ['failure', 'A run failed or was partial'],
  ['late', 'A run was late, or was missed'],
  ['success', 'A run completed'],
] as const;

const told: Record<Exclude<NotificationAnswer, 'default'>, string> = {
  granted: 'This browser shows notifications of Holdfast.',
  denied:
    'This browser blocks notifications of this page. To allow them, open the page’s permissions from the left end of the address bar, allow notifications, and load the page again.',
  unsupported: 'This browser has no notifications. What happened is shown on the overview.',
};

function Permission({ host }: { host: NotificationHost }) {
  const [answer, setAnswer] = useState(host.notificationPermission);

  async function ask() {
    try {
      setAnswer(await host.askForNotifications());
    } catch (error) {
      notify.failure('The browser could not be asked for notifications', error);
    }
  }

  if (answer !== 'default') return <Notice kind={answer === 'denied' ? 'warning' : 'quiet'}>{told[answer]}</Notice>;
  return (
    <Notice
      kind="info"
      action={
        <Button size="xs" onClick={() => void ask()}>
          Allow notifications
        </Button>
      }
    >
      This browser has not been asked yet whether Holdfast may show notifications.
    </Notice>
  );
}

/** Which ends of scheduled runs the browser tells about, and whether it may. */
export function NotificationsField({ form, host, disabled }: NotificationsFieldProps) {
  return (
    <>
      <fieldset className={classes.plain}>
        <legend className={classes.legend}>Tell me when</legend>
        <div className={classes.radios}>
          {kinds.map(([kind, label]) => (
            <Checkbox
              key={kind}
              label={label}
              disabled={disabled}
              {...form.getInputProps(`notifications.${kind}`, { type: 'checkbox' })}
            />
          ))}
        </div>
      </fieldset>
      <Permission host={host} />
    </>
  );
}
