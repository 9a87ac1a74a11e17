import { Button } from '@mantine/core';
import { memo, useState } from 'react';
import type { TrailEntry } from '../../core/auditEntry.ts';
import { formatCount, unknownValue } from '../../ui/formatNumber.ts';
import { type AuditContext, ResultCell, SubjectCell, ToggleButton, WhenCell } from './AuditCells.tsx';
import { AuditFacts } from './AuditFacts.tsx';
import classes from './AuditList.module.css';
import type { AuditLine } from './auditLines.ts';
import { describeAct, describeActor } from './auditWords.ts';
import { sayBriefly } from './sayBriefly.ts';

/** Lines drawn at first, and added by each "Show more". */
const step = 40;

const Item = memo(function Item({
  line,
  context,
}: {
  line: Extract<AuditLine<TrailEntry>, { kind: 'entry' }>;
  context: AuditContext;
}) {
  const { entry, open } = line;
  return (
    <li className={classes.item}>
      <span className={classes.what}>{describeAct(entry)}</span>
      <ToggleButton entry={entry} open={open} toggle={context.toggle} />
      <span className={classes.line}>
        <WhenCell entry={entry} faultOf={context.faultOf} />
        <span className={classes.who}>{describeActor(entry) ?? unknownValue}</span>
        {entry.backupId !== null && <SubjectCell entry={entry} backupHref={context.backupHref} />}
      </span>
      <span className={classes.line}>
        <ResultCell entry={entry} ended={context.ended} />
        {!open && <span className={classes.details}>{sayBriefly(entry)}</span>}
      </span>
      {open && (
        <div className={classes.facts}>
          <AuditFacts entry={entry} told={false} {...context} />
        </div>
      )}
    </li>
  );
});

interface Props {
  lines: readonly AuditLine<TrailEntry>[];
  context: AuditContext;
}

/** The trail where there is no room for a table. */
export function AuditList({ lines, context }: Props) {
  const [shown, setShown] = useState(step);
  const left = lines.length - shown;
  return (
    <>
      <ul className={classes.list} aria-label="Audit trail">
        {lines.slice(0, shown).map((line) => {
          if (line.kind === 'entry') return <Item key={line.key} line={line} context={context} />;
          return line.kind === 'facts' ? null : (
            <li key={line.key} className={classes.day}>
              {line.label}
            </li>
          );
        })}
      </ul>
      {left > 0 && (
        <Button variant="transparent" fullWidth className={classes.all ?? ''} onClick={() => setShown(shown + step)}>
          Show {formatCount(Math.min(step, left))} more
        </Button>
      )}
    </>
  );
}
