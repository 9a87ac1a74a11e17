import {
  IconArchive,
  IconArrowsDiff,
  IconCalendarClock,
  IconHistory,
  IconHome,
  IconListSearch,
  IconRestore,
  IconSettings,
  IconStack2,
} from '@tabler/icons-react';
import { useLocation } from 'react-router-dom';
import type { BackupHistory } from '../tasks/backupHistory.ts';
import { AppLink } from '../ui/AppLink.tsx';
import { formatCount } from '../ui/formatNumber.ts';
import { useObservable } from '../ui/useObservable.ts';
import classes from './MainNav.module.css';
import { paths } from './paths.ts';

interface NavLinkProps {
  to: string;
  label: string;
  icon: typeof IconHome;
  current: boolean;
  count?: number;
}

function NavLink({ to, label, icon: Icon, current, count = 0 }: NavLinkProps) {
  return (
    <AppLink className={classes.link} to={to} aria-current={current ? 'page' : undefined}>
      <Icon size={18} stroke={1.6} className={classes.icon} aria-hidden="true" />
      {label}
      {count > 0 && (
        // Not part of the link's name: it changes, and the page says it in words.
        <span className={classes.count} aria-hidden="true">
          {formatCount(count)}
        </span>
      )}
    </AppLink>
  );
}

/** The pages of the project. */
export function MainNav({ history }: { history: BackupHistory }) {
  const { pathname } = useLocation();
  const { records } = useObservable(history);
  const [overview, backups] = [paths.overview.build(), paths.backups.build()];
  const [compare, find, audit] = [paths.compare.build(), paths.find.build(), paths.audit.build()];
  const restore = paths.restore.build();
  const [schedules, retention, settings] = [paths.schedules.build(), paths.retention.build(), paths.settings.build()];
  return (
    <nav aria-label="Main" className={classes.nav}>
      <NavLink to={overview} label="Overview" icon={IconHome} current={pathname === overview} />
      <NavLink
        to={backups}
        label="Backups"
        icon={IconArchive}
        current={pathname.startsWith(backups)}
        count={records.length}
      />
      <NavLink to={restore} label="Restore" icon={IconRestore} current={pathname.startsWith(restore)} />
      <NavLink to={compare} label="Compare" icon={IconArrowsDiff} current={pathname === compare} />
      <NavLink to={find} label="Find" icon={IconListSearch} current={pathname === find} />
      <NavLink to={schedules} label="Schedules" icon={IconCalendarClock} current={pathname === schedules} />
      <NavLink to={retention} label="Retention" icon={IconStack2} current={pathname === retention} />
      <NavLink to={audit} label="Audit trail" icon={IconHistory} current={pathname === audit} />
      <hr className={classes.line} />
      <NavLink to={settings} label="Settings" icon={IconSettings} current={pathname === settings} />
    </nav>
  );
}
