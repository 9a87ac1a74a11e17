import { type MantineColorScheme, Menu, UnstyledButton, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import { IconDots, IconLogout } from '@tabler/icons-react';
import { confirmDialog } from '../ui/ConfirmDialog.tsx';
import { formatPercent } from '../ui/formatNumber.ts';
import { notify } from '../ui/notify.tsx';
import type { ConnectedProject } from './connectProject.ts';
import classes from './UserMenu.module.css';

const schemes: readonly [MantineColorScheme, string][] = [
  ['auto', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

/** Signs out; when a run is on, says first what becomes of it. */
async function leave({ runner, session }: ConnectedProject): Promise<void> {
  const { progress } = runner.get();
  if (progress !== null) {
    const sure = await confirmDialog({
      title: 'Sign out while a backup runs?',
      children: `The backup is at ${formatPercent(progress.fraction)}. It waits until you sign in again in this tab. Nothing is lost while the tab stays open.`,
      confirmLabel: 'Sign out',
      keepLabel: 'Stay signed in',
      danger: false,
    });
    if (!sure) return;
  }
  await session.getState().signOut();
  const { refusal } = session.getState();
  if (refusal !== null) notify.error(refusal);
}

/** Who is signed in, light or dark, and the way out. */
export function UserMenu({ project, email }: { project: ConnectedProject; email: string }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="top-start" width={208}>
      <Menu.Target>
        <UnstyledButton className={classes.button}>
          <VisuallyHidden>Account</VisuallyHidden>
          <span className={classes.initial} aria-hidden="true">
            {email.slice(0, 1).toUpperCase()}
          </span>
          <span className={classes.email}>{email}</span>
          <IconDots size={16} className={classes.icon} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Colours</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(value) => {
            const chosen = schemes.find(([scheme]) => scheme === value);
            if (chosen !== undefined) setColorScheme(chosen[0]);
          }}
        >
          {schemes.map(([scheme, name]) => (
            <Menu.RadioItem key={scheme} value={scheme}>
              {name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden="true" />} onClick={() => void leave(project)}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
