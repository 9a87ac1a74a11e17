import { NumberInput, Radio, Switch, TextInput } from '@mantine/core';
import type { BackupRecord } from '../../core/backup.ts';
import type { RestoreWay } from '../../core/restore.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Card } from '../../ui/Card.tsx';
import { formatTableNames } from '../../ui/formatStatus.ts';
import { Notice } from '../../ui/Notice.tsx';
import classes from './HowStep.module.css';
import { modesFor, notWhole, type RestoreDraft } from './restoreDraft.ts';
import { aboutMode, modeWords } from './restoreWords.ts';
import { StepFoot } from './StepFoot.tsx';

interface Props {
  record: BackupRecord;
  draft: RestoreDraft;
  way: RestoreWay;
  /** Where the helper is installed, or brought up to date. */
  helperHref: string;
  /** An older helper is installed, which cannot restore. */
  olderHelper: boolean;
  onChange(change: Partial<RestoreDraft>): void;
  onRehearse(): void;
}

/** Said beforehand, so that nobody waits for a rehearsal that refuses it. */
function ReplaceWarning({ record, draft }: Pick<Props, 'record' | 'draft'>) {
  if (draft.mode !== 'replace') return null;
  const names = notWhole(record, draft.scope);
  if (names === 'unknown') {
    return (
      <Notice kind="warning" title="Nobody knows whether this backup holds every row">
        It was made without the helper. Replacing would delete rows that it never saw, so it is refused. Add missing
        rows, or merge.
      </Notice>
    );
  }
  if (names.length === 0) return null;
  return (
    <Notice kind="warning" title={`The backup does not hold every row of ${formatTableNames(names)}`}>
      Replacing would delete rows that it never saw, so it is refused. Leave {names.length === 1 ? 'it' : 'them'} out,
      or merge.
    </Notice>
  );
}

function WithoutHelper({ helperHref, olderHelper }: Pick<Props, 'helperHref' | 'olderHelper'>) {
  return (
    <Notice
      kind="warning"
      title={
        olderHelper ? 'The installed helper is too old to restore' : 'Without the helper it is not one transaction'
      }
    >
      Rows are written one request after the other, and your application sees the tables in between. If a request fails,
      all that was written is taken back. The rehearsal says what cannot be restored this way.{' '}
      <AppLink className={classes.link} to={helperHref}>
        {olderHelper ? 'Bring the helper up to date' : 'Install the helper'}
      </AppLink>
    </Notice>
  );
}

function Maintenance({ draft, onChange }: Pick<Props, 'draft' | 'onChange'>) {
  const { maintenance } = draft;
  const set = (change: Partial<typeof maintenance>) => onChange({ maintenance: { ...maintenance, ...change } });
  return (
    <div className={classes.maintenance}>
      <Switch
        label="Show “We are restoring” to my application"
        aria-label="Show “We are restoring” to my application"
        description="For applications that ask holdfast_maintenance_status(). It ends with the restore, or by itself after this time."
        checked={maintenance.on}
        onChange={(event) => set({ on: event.currentTarget.checked })}
      />
      {maintenance.on && (
        <div className={classes.fields}>
          <TextInput
            label="Message"
            maxLength={200}
            className={classes.message ?? ''}
            value={maintenance.message}
            onChange={(event) => set({ message: event.currentTarget.value })}
          />
          <NumberInput
            label="Minutes at most"
            min={1}
            max={1440}
            clampBehavior="blur"
            className={classes.minutes ?? ''}
            value={maintenance.minutes}
            onChange={(value) => typeof value === 'number' && value >= 1 && set({ minutes: value })}
          />
        </div>
      )}
    </div>
  );
}

/** The third step: how rows are restored, and what happens around it. */
export function HowStep({ record, draft, way, helperHref, olderHelper, onChange, onRehearse }: Props) {
  const modes = modesFor(draft.scope);
  return (
    <Card label="How to restore">
      <div className={classes.stack}>
        {way === 'rest' && <WithoutHelper helperHref={helperHref} olderHelper={olderHelper} />}
        <Radio.Group
          label="What happens to rows"
          classNames={{ label: classes.title ?? '' }}
          value={draft.mode}
          onChange={(value) => onChange({ mode: modes.find((mode) => mode === value) ?? 'add' })}
        >
          <div className={classes.modes}>
            {modes.map((mode) => (
              <Radio.Card
                key={mode}
                value={mode}
                radius="md"
                aria-label={modeWords[mode].name}
                aria-describedby={`about-${mode}`}
                className={classes.mode ?? ''}
              >
                <Radio.Indicator size="xs" className={classes.dot ?? ''} />
                <span>
                  <span className={classes.name}>{modeWords[mode].name}</span>
                  <span className={classes.about} id={`about-${mode}`}>
                    {aboutMode(mode, way === 'rest' || draft.triggers === 'on')}
                  </span>
                </span>
              </Radio.Card>
            ))}
          </div>
        </Radio.Group>
        <ReplaceWarning record={record} draft={draft} />
        <Radio.Group
          label="Rows that cannot be written"
          description="Their parent is missing, a unique value is taken, or a value no longer fits its column."
          value={draft.conflicts}
          onChange={(value) => onChange({ conflicts: value === 'stop' ? 'stop' : 'leave out' })}
        >
          <div className={classes.choices}>
            <Radio value="leave out" label="Leave them out: they stay as they are now, and the report lists them" />
            <Radio value="stop" label="Stop: restore nothing when there is one" />
          </div>
        </Radio.Group>
        {way === 'helper' && (
          <Switch
            label="Let triggers fire for what is written"
            aria-label="Let triggers fire for what is written"
            description="Off, no trigger of your tables runs during the restore: no mail is sent, no counter moves."
            checked={draft.triggers === 'on'}
            onChange={(event) => onChange({ triggers: event.currentTarget.checked ? 'on' : 'off' })}
          />
        )}
        {way === 'helper' && <Maintenance draft={draft} onChange={onChange} />}
      </div>
      <div className={classes.foot}>
        <StepFoot
          says="The rehearsal reads the tables and says what would change. It writes nothing."
          label="Rehearse"
          onNext={onRehearse}
        />
      </div>
    </Card>
  );
}
