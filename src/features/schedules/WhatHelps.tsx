import { Popover, VisuallyHidden } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Schedule } from '../../core/schedule.ts';
import classes from './WhatHelps.module.css';

interface Tip {
  name: string;
  how: ReactNode;
  /** Known to be done; the browser does not tell most of them. */
  done?: boolean;
}

function tipsFor(schedule: Schedule, installed: boolean): Tip[] {
  const { repeats } = schedule;
  const when = repeats.kind === 'cron' ? 'when it runs' : `at ${repeats.time}`;
  return [
    {
      name: 'Install the app',
      done: installed,
      how: 'Press the install icon in the address bar, or choose “Install Holdfast” in the browser’s menu. It then has a window of its own that is not closed along with other tabs.',
    },
    {
      name: 'Keep the tab pinned',
      how: 'Right-click the tab and choose “Pin”. A pinned tab comes back when the browser starts. Also add this address to the sites that are never put to sleep, in the browser’s performance settings.',
    },
    {
      name: 'Start it with the computer',
      how: 'Installed: open chrome://apps or edge://apps, right-click Holdfast and choose “Start app when you sign in”. In a tab: put the browser among the programs that start with the computer, and have it continue where you left off.',
    },
    {
      name: `Turn off sleep ${when}`,
      how: 'In the power settings of the computer, let it stay awake at that time while it is plugged in. The screen may be off, but the lid of a laptop has to stay open.',
    },
  ];
}

/** What would let more runs start at their time. */
export function WhatHelps({ schedule, installed }: { schedule: Schedule; installed: boolean }) {
  return (
    <ul className={classes.tips} aria-label="What helps">
      {tipsFor(schedule, installed).map(({ name, how, done = false }) => (
        <li key={name} className={classes.tip} data-done={done || undefined}>
          <span className={classes.mark} aria-hidden="true">
            {done && <IconCheck size={12} stroke={3} />}
          </span>
          <span className={classes.name}>
            {name}
            {done && <VisuallyHidden>, done</VisuallyHidden>}
          </span>
          {!done && (
            <Popover width={300} position="bottom-end" shadow="lg" trapFocus={false}>
              <Popover.Target>
                <button type="button" className={classes.how} aria-label={`How: ${name}`}>
                  How
                </button>
              </Popover.Target>
              <Popover.Dropdown aria-label={name} className={classes.text ?? ''}>
                {how}
              </Popover.Dropdown>
            </Popover>
          )}
        </li>
      ))}
    </ul>
  );
}
