import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { formatPlural } from '../../../ui/formatNumber.ts';
import { type ExportChoice, exportChoices } from '../exportFormats.ts';
import classes from './ExportMenu.module.css';

interface Props {
  rowCount: number;
  /** Rows that match the search; null when nothing is looked for, or not all of them are known. */
  matchCount: number | null;
  onExport(choice: ExportChoice, onlyMatches: boolean): void;
}

function Choices({ onChoose, suffix }: { onChoose(choice: ExportChoice): void; suffix: string }) {
  return exportChoices.map((choice) => (
    <Menu.Item key={choice.name} aria-label={`${choice.name}${suffix}`} onClick={() => onChoose(choice)}>
      {choice.name}
      <span className={classes.note}>{choice.note}</span>
    </Menu.Item>
  ));
}

/** The table as a file: all of it, or what matches the search. */
export function ExportMenu({ rowCount, matchCount, onExport }: Props) {
  return (
    <Menu position="bottom-end" width={320}>
      <Menu.Target>
        <Button size="xs" rightSection={<IconChevronDown size={14} aria-hidden />}>
          Export table
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {matchCount !== null && (
          <>
            <Menu.Label>{formatPlural(matchCount, 'matching row')}</Menu.Label>
            <Choices suffix=", matching rows" onChoose={(choice) => onExport(choice, true)} />
            <Menu.Divider />
          </>
        )}
        <Menu.Label>
          {matchCount === null ? formatPlural(rowCount, 'row') : `All ${formatPlural(rowCount, 'row')}`}
        </Menu.Label>
        <Choices suffix="" onChoose={(choice) => onExport(choice, false)} />
      </Menu.Dropdown>
    </Menu>
  );
}
