import { Button, Group, Input, Modal, MultiSelect, Radio, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ProjectSettings } from '../../core/settings.ts';
import { formatPlural } from '../../ui/formatNumber.ts';
import classes from './CreateOptionsDialog.module.css';
import { type ChoosableTable, chosenTables, describeChoice } from './tableChoice.ts';

interface ChosenOptions {
  reason: string;
  tables: ProjectSettings['tables'];
  level: number;
}

interface Props {
  opened: boolean;
  tables: ChoosableTable[];
  settings: ProjectSettings;
  /** Whether it is likely to fit; null where nothing is known. */
  room: string | null;
  onClose(): void;
  onCreate(options: ChosenOptions): void;
}

const levels = [
  { level: 1, name: 'Fast', about: 'about twice the speed, files 24% larger' },
  { level: 6, name: 'Balanced', about: 'level 6' },
  { level: 9, name: 'Smallest', about: 'slower, a few percent smaller' },
];

type Mode = ProjectSettings['tables']['mode'];

function OptionsForm({ tables, settings, room, onClose, onCreate }: Omit<Props, 'opened'>) {
  const [reason, setReason] = useState('');
  const [mode, setMode] = useState<Mode>(settings.tables.mode);
  const [names, setNames] = useState(settings.tables.names);
  const [level, setLevel] = useState(settings.level);
  const choice = { mode, names };
  const nothing = tables.length > 0 && chosenTables(tables, choice).length === 0;
  const known = levels.some((each) => each.level === settings.level);
  const shownLevels = known
    ? levels
    : [...levels, { level: settings.level, name: 'As set', about: `level ${settings.level}` }];
  const count = tables.length === 0 ? 'All tables' : `All ${formatPlural(tables.length, 'table')}`;

  function create(event: FormEvent) {
    event.preventDefault();
    if (!nothing) onCreate({ reason: reason.trim(), tables: choice, level });
  }

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
            <MultiSelect
              aria-label={mode === 'except' ? 'Tables to leave out' : 'Tables to back up'}
              className={classes.names ?? ''}
              searchable
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
      </Stack>
      <div className={classes.footer}>
        <span className={classes.room}>{room}</span>
        <Group gap={8} wrap="nowrap">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" variant="filled" disabled={nothing}>
            Create backup
          </Button>
        </Group>
      </div>
    </form>
  );
}

/** Asks for reason, tables and compression of one backup; the settings are where it starts. */
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
