import { List } from '@mantine/core';
import type { TrailCheck } from '../../ports/AuditLog.ts';
import { formatPlural } from '../../ui/formatNumber.ts';
import { Notice } from '../../ui/Notice.tsx';
import classes from './AuditPage.module.css';
import { describeFault } from './chainWords.ts';

/** More faults than so many are counted. */
const shown = 8;

/** Loud: where the trail breaks and why, and what that does not touch. */
export function BrokenNotice({ check }: { check: TrailCheck }) {
  const { faults, chains } = check;
  if (faults.length === 0) return null;
  const more = faults.length - shown;
  return (
    <Notice kind="error" alert title="The audit trail is broken: entries were changed or lost outside of Holdfast">
      <List size="sm" className={classes.faults ?? ''}>
        {faults.slice(0, shown).map((fault) => (
          <List.Item key={`${fault.chain}-${fault.kind}-${fault.from}`}>{describeFault(fault, chains)}</List.Item>
        ))}
        {more > 0 && <List.Item>and {formatPlural(more, 'more place')}</List.Item>}
      </List>
      This touches no backup: their files have digests of their own. Do not rely on the entries named here. Export the
      trail to keep it as it is now.
    </Notice>
  );
}
