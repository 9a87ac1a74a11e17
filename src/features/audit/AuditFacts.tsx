import { VisuallyHidden } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import type { TrailEntry } from '../../core/auditEntry.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { formatCount, unknownValue } from '../../ui/formatNumber.ts';
import { exactTime } from '../../ui/formatTime.ts';
import { Notice } from '../../ui/Notice.tsx';
import type { AuditContext } from './AuditCells.tsx';
import classes from './AuditFacts.module.css';

function Fact({ label, wide = false, children }: { label: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={classes.fact} data-wide={wide || undefined}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Digest({ label, digest, copy }: { label: string; digest: string } & Pick<AuditContext, 'copy'>) {
  return (
    <Fact label={label}>
      <span className={classes.digest} title={digest}>
        {digest.slice(0, 4)}…{digest.slice(-4)}
        <CopyButton label={`Copy ${label.toLowerCase()}`} iconOnly onCopy={() => copy(digest)} />
      </span>
    </Fact>
  );
}

function sayPerson({ who, by }: TrailEntry): string {
  if (who === null) return 'Nobody was signed in';
  return by === 'schedule' ? `A schedule, in the name of ${who.email}` : who.email;
}

/** Longer ones take a line of their own. */
const shortValue = 40;

interface Props extends Pick<AuditContext, 'copy' | 'backupHref' | 'faultOf'> {
  entry: TrailEntry;
  /** What it says stands in full above already. */
  told: boolean;
}

/** All that is known of an entry: what it tells, and how it stands in its chain. */
export function AuditFacts({ entry, told, copy, backupHref, faultOf }: Props) {
  const headingId = useId();
  const fault = faultOf(entry);
  const { backupId, details, facts, seq, own, shared, digest, previous } = entry;
  return (
    <section className={classes.facts} aria-labelledby={headingId}>
      {told ? (
        <VisuallyHidden>
          <h3 id={headingId}>{details}</h3>
        </VisuallyHidden>
      ) : (
        <h3 id={headingId} className={classes.details}>
          {details}
        </h3>
      )}
      {fault !== null && (
        <Notice kind="error" title="The chain is broken here">
          {fault}
        </Notice>
      )}
      <dl className={classes.list}>
        {facts.map(({ label, value }) => (
          <Fact key={`${label} ${value}`} label={label} wide={value.length > shortValue}>
            {value}
          </Fact>
        ))}
        <Fact label="Time">{exactTime(entry.at) ?? unknownValue}</Fact>
        <Fact label="Person" wide={sayPerson(entry).length > shortValue}>
          {sayPerson(entry)}
        </Fact>
        {backupId !== null && (
          <Fact label="Backup" wide>
            <AppLink className={classes.link} to={backupHref(backupId)}>
              {backupId}
            </AppLink>
          </Fact>
        )}
        <Digest label="Digest of this entry" digest={digest} copy={copy} />
        <Digest label="Digest of the one before" digest={previous} copy={copy} />
        <Fact label="Entry">
          {formatCount(seq)}, of {own ? 'this browser' : 'another browser'}
        </Fact>
        <Fact label="Also in the project">{shared ? 'holdfast.audit_log' : 'Not yet'}</Fact>
      </dl>
    </section>
  );
}
