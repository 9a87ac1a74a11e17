import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconDownload } from '@tabler/icons-react';
import type { TrailEntry } from '../../core/auditEntry.ts';
import type { TrailFormat } from '../../core/auditExport.ts';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';

interface Props {
  /** Those that the filters let through, newest first. */
  shown: readonly TrailEntry[];
  /** Entries that there are in all. */
  total: number;
  onExport(format: TrailFormat, entries: readonly TrailEntry[] | 'all'): void;
}

const formats: readonly { format: TrailFormat; name: string }[] = [
  { format: 'csv', name: 'CSV' },
  { format: 'json', name: 'JSON' },
];

/** The trail as a file: what the filters show, or all of it. */
export function ExportMenu({ shown, total, onExport }: Props) {
  const all = shown.length >= total;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          disabled={total === 0}
          leftSection={<IconDownload size={16} aria-hidden />}
          rightSection={<IconChevronDown size={16} aria-hidden />}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {!all && shown.length > 0 && <Menu.Label>{formatPlural(shown.length, 'entry', 'entries')} shown</Menu.Label>}
        {!all &&
          shown.length > 0 &&
          formats.map(({ format, name }) => (
            <Menu.Item key={format} aria-label={`${name}, entries shown`} onClick={() => onExport(format, shown)}>
              {name}
            </Menu.Item>
          ))}
        <Menu.Label>{total === 1 ? 'The one entry' : `All ${formatCount(total)} entries`}</Menu.Label>
        {formats.map(({ format, name }) => (
          <Menu.Item key={format} aria-label={`${name}, all entries`} onClick={() => onExport(format, 'all')}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
