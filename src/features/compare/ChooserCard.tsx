import { ActionIcon, Button } from '@mantine/core';
import { IconArrowsDiff, IconSwitchHorizontal } from '@tabler/icons-react';
import type { BackupRecord } from '../../core/backup.ts';
import { isOfProject } from '../../core/sameProject.ts';
import { Card } from '../../ui/Card.tsx';
import { exactTime } from '../../ui/formatTime.ts';
import { Notice } from '../../ui/Notice.tsx';
import { BackupSelect } from './BackupSelect.tsx';
import classes from './ChooserCard.module.css';
import { type ComparePair, findPresets, isBackwards, live, withBefore } from './comparePair.ts';

interface Props {
  /** Newest first; of those with a file. */
  records: readonly BackupRecord[];
  pair: ComparePair;
  /** The project's name as people know it, and its address. */
  platform: string;
  projectUrl: string;
  now: number;
  /** A comparison is on. */
  running: boolean;
  /** This pair was compared already. */
  again: boolean;
  onChoose(pair: ComparePair): void;
  onCompare(): void;
}

type PresetsProps = Pick<Props, 'records' | 'pair' | 'projectUrl' | 'now' | 'onChoose'>;

function Presets({ records, pair, projectUrl, now, onChoose }: PresetsProps) {
  const ofProject = records.filter((record) => isOfProject(record, projectUrl));
  const presets = findPresets(ofProject, now);
  if (presets.length === 0) return null;
  return (
    <div className={classes.presets}>
      {presets.map(({ label, record }) => (
        <Button
          key={label}
          size="xs"
          aria-pressed={record.id === pair.before}
          title={exactTime(record.createdAt)}
          onClick={() => onChoose(withBefore(records, pair, record.id))}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}

/** The two sides, and the button that compares them. */
export function ChooserCard(props: Props) {
  const { records, pair, platform, projectUrl, now, running, again, onChoose, onCompare } = props;
  const same = pair.before === pair.after;
  const swapped = { before: pair.after, after: pair.before };
  return (
    <Card label="What to compare">
      <div className={classes.sides}>
        <BackupSelect
          label="Before"
          records={records}
          value={pair.before}
          now={now}
          onChange={(before) => onChoose({ ...pair, before })}
        >
          <Presets records={records} pair={pair} projectUrl={projectUrl} now={now} onChoose={onChoose} />
        </BackupSelect>
        <ActionIcon
          className={classes.swap ?? ''}
          aria-label="Swap before and after"
          title={pair.after === live ? 'The project now can only be “After”' : 'Swap before and after'}
          disabled={pair.after === live}
          onClick={() => onChoose(swapped)}
        >
          <IconSwitchHorizontal size={16} aria-hidden />
        </ActionIcon>
        <BackupSelect
          label="After"
          records={records}
          value={pair.after}
          liveName={platform}
          now={now}
          onChange={(after) => onChoose({ ...pair, after })}
        />
        <Button
          variant="filled"
          className={classes.compare ?? ''}
          disabled={running || same}
          leftSection={<IconArrowsDiff size={16} aria-hidden />}
          onClick={onCompare}
        >
          {again ? 'Compare again' : 'Compare'}
        </Button>
      </div>
      {same && (
        <div className={classes.notice}>
          <Notice kind="quiet">Both sides are the same backup. Choose another one.</Notice>
        </div>
      )}
      {isBackwards(records, pair) && (
        <div className={classes.notice}>
          <Notice
            kind="warning"
            title="“Before” is newer than “After”"
            action={
              <Button size="xs" onClick={() => onChoose(swapped)}>
                Swap them
              </Button>
            }
          >
            What came since would be shown as removed.
          </Notice>
        </div>
      )}
    </Card>
  );
}
