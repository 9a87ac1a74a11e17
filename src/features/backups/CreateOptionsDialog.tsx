import { Button, Group, Input, Modal, Radio, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import type { ProjectSettings } from '../../core/settings.ts';
import type { Room } from '../../tasks/checkRoom.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { formatPlural } from '../../ui/formatNumber.ts';
import { Notice } from '../../ui/Notice.tsx';
import { SearchMultiSelect } from '../../ui/SearchMultiSelect.tsx';
import { SnapshotField } from '../../ui/SnapshotField.tsx';
import classes from './CreateOptionsDialog.module.css';
import { describeCleanupRoom, describeRoom } from './roomWords.ts';
import { type ChoosableTable, chosenTables, describeChoice } from './tableChoice.ts';

interface ChosenOptions {
  reason: string;
  tables: ProjectSettings['tables'];
  level: number;
  consistency: 'page' | 'snapshot';
  /** The person wants to try, although it is not expected to fit. */
  evenIfFull?: boolean;
}

interface Props {
  opened: boolean;
  tables: ChoosableTable[];
  settings: ProjectSettings;
  /** Why the project cannot read all tables at one moment; null when it can. */
  whyNoSnapshot: string | null;
  /** Whether the chosen tables are likely to fit; null where nothing is known. */
  room: Room | null;
  /** Told which tables are chosen, at first and after every change. */
  onTables(tables: ProjectSettings['tables']): void;
  /** Address of the page where room can be made. */
  retentionHref: string;
  onClose(): void;
  onCreate(options: ChosenOptions): void;
}

const levels = [
  { level: 1, name: 'Fast', about: 'about twice the speed, files 24% larger' },
  { level: 6, name: 'Balanced', about: 'level 6' },
  { level: 9, name: 'Smallest', about: 'slower, a few percent smaller' },
];

type Mode = ProjectSettings['tables']['mode'];

function OptionsForm(props: Omit<Props, 'opened'>) {
  const { tables, settings, whyNoSnapshot, room, onTables, retentionHref, onClose, onCreate } = props;
  const [reason, setReason] = useState('');
  const [mode, setMode] = useState<Mode>(settings.tables.mode);
  const [names, setNames] = useState(settings.tables.names);
  const [level, setLevel] = useState(settings.level);
  const [snapshot, setSnapshot] = useState(false);
  const choice = { mode, names };
  const nothing = tables.length > 0 && chosenTables(tables, choice).length === 0;
  const known = levels.some((each) => each.level === settings.level);
  const shownLevels = known
    ? levels
    : [...levels, { level: settings.level, name: 'As set', about: `level ${settings.level}` }];
  const full = room?.fits === false;
  const count = tables.length === 0 ? 'All tables' : `All ${formatPlural(tables.length, 'table')}`;

  function create(event: FormEvent) {
    event.preventDefault();
    if (nothing) return;
    const consistency = snapshot ? 'snapshot' : 'page';
    onCreate({ reason: reason.trim(), tables: choice, level, consistency, ...(full ? { evenIfFull: true } : {}) });
  }

  useEffect(() => {
    onTables({ mode, names });
  }, [onTables, mode, names]);

  return (
    <form onSubmit={create}>
      <Stack gap={20} className={classes.fields ?? ''}>
        <TextInput
          label="Reason"
          placeholder="Before the pricing change"
          description="Shown in the history and written into the archive."
          inputWrapperOrder={['label', 'input', 'description']}
          maxLength={200}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Input.Wrapper label="Tables" labelElement="div">
          <SegmentedControl
            fullWidth
            aria-label="Tables"
            value={mode}
            onChange={setMode}
            data={[
              { value: 'all' as const, label: count },
              { value: 'except' as const, label: 'All except…' },
              { value: 'only' as const, label: 'Only…' },
            ]}
          />
          {mode !== 'all' && (
            <SearchMultiSelect
              aria-label={mode === 'except' ? 'Tables to leave out' : 'Tables to back up'}
              className={classes.names ?? ''}
              placeholder={names.length === 0 ? 'Choose tables' : ''}
              nothingFoundMessage="No table matches"
              maxDropdownHeight={220}
              data={[...new Set([...tables.map((table) => table.name), ...names])]}
              value={names}
              onChange={setNames}
            />
          )}
          <p className={classes.sum} aria-live="polite">
            {tables.length === 0
              ? 'Which tables there are is not known without the helper. List them in Settings.'
              : describeChoice(tables, choice)}
          </p>
        </Input.Wrapper>
        <SnapshotField checked={snapshot} onChange={setSnapshot} why={whyNoSnapshot} />
        <Radio.Group label="Compression" value={String(level)} onChange={(value) => setLevel(Number(value))}>
          <Stack gap={6}>
            {shownLevels.map((each) => (
              <Radio
                key={each.level}
                value={String(each.level)}
                label={
                  <>
                    {each.name} <span className={classes.about}>{each.about}</span>
                  </>
                }
              />
            ))}
          </Stack>
        </Radio.Group>
        {full && (
          <Notice kind="warning" title="This backup may not fit" alert>
            {describeRoom(room)} {describeCleanupRoom(room)}{' '}
            <AppLink to={retentionHref} className={classes.link}>
              Retention
            </AppLink>
          </Notice>
        )}
      </Stack>
      <div className={classes.footer}>
        <span className={classes.room}>{!full && describeRoom(room)}</span>
        <Group gap={8} wrap="nowrap">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" variant="filled" disabled={nothing}>
            {full ? 'Try anyway' : 'Create backup'}
          </Button>
        </Group>
      </div>
    </form>
  );
}

/** Asks for reason, tables, moment and compression of one backup; the settings are where it starts. */
export function CreateOptionsDialog({ opened, ...form }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={form.onClose}
      title="Create backup with options"
      size={520}
      padding={0}
      classNames={{ header: classes.header ?? '' }}
      closeButtonProps={{ 'aria-label': 'Close dialog' }}
    >
      <OptionsForm {...form} />
    </Modal>
  );
}
