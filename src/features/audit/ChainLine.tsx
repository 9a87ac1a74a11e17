import {
  IconAlertTriangleFilled,
  IconCloud,
  IconCloudOff,
  IconCloudUp,
  IconShieldCheckFilled,
} from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { TrailSync } from '../../tasks/trailSync.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { formatPlural } from '../../ui/formatNumber.ts';
import { exactTime, formatAge } from '../../ui/formatTime.ts';
import { Spinner } from '../../ui/Spinner.tsx';
import { useObservable } from '../../ui/useObservable.ts';
import type { AuditStore } from './auditStore.ts';
import classes from './ChainLine.module.css';
import { describeCheck, describeSharing } from './chainWords.ts';

function CheckState({ store, now }: { store: AuditStore; now: number }) {
  const { check, checking, checkError } = useStore(store);
  if (checking !== null)
    return (
      <span className={classes.item} data-tone="running">
        <Spinner size={14} />
        Checking the trail{checking > 0 && `, ${formatPlural(checking, 'entry', 'entries')} so far`}
      </span>
    );
  if (checkError !== null)
    return (
      <span className={classes.item} data-tone="doubtful">
        <IconAlertTriangleFilled size={15} aria-hidden />
        The trail could not be checked: {[checkError.message, checkError.hint].filter(Boolean).join(' ')}
      </span>
    );
  if (check === null) return null;
  const at = new Date(check.at).toISOString();
  const broken = check.result.faults.length > 0;
  return (
    <span className={classes.item} data-tone={broken ? 'bad' : 'good'}>
      {broken ? <IconAlertTriangleFilled size={15} aria-hidden /> : <IconShieldCheckFilled size={15} aria-hidden />}
      <span>
        {describeCheck(check.result)} <span title={exactTime(at)}>Checked {formatAge(at, now)}</span>
      </span>
    </span>
  );
}

const clouds = { good: IconCloud, waiting: IconCloudUp, alone: IconCloudOff };

function SharingState({ sync, helperHref }: { sync: TrailSync; helperHref: string }) {
  const sharing = describeSharing(useObservable(sync));
  if (sharing === null) return null;
  const Cloud = clouds[sharing.tone];
  return (
    <span className={classes.item} title={sharing.more ?? undefined}>
      <Cloud size={15} aria-hidden />
      <span>
        {sharing.text}
        {sharing.helper !== null && (
          <>
            {'. '}
            <AppLink className={classes.link} to={helperHref}>
              {sharing.helper === 'install' ? 'Install it' : 'Update it'}
            </AppLink>
          </>
        )}
      </span>
    </span>
  );
}

/** How the trail stands: whether its chains are unbroken, and who else has it. `now` in ms. */
export function ChainLine(props: { store: AuditStore; sync: TrailSync; helperHref: string; now: number }) {
  return (
    <>
      <CheckState {...props} />
      <SharingState {...props} />
    </>
  );
}
