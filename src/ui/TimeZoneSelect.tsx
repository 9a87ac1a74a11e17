import { type OptionsFilter, Select } from '@mantine/core';
import { useMemo } from 'react';
import { takeOnEnter } from './takeOnEnter.ts';

/** Options that are drawn at once; the rest is found by typing. */
const shown = 60;

/** "new york" finds America/New_York. */
const plain = (text: string) =>
  text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, ' ');

const findZones: OptionsFilter = ({ options, search, limit }) =>
  options.filter((option) => !('group' in option) && plain(option.label).includes(plain(search))).slice(0, limit);

export interface TimeZoneSelectProps {
  /** IANA name. */
  value: string;
  /** The viewer's zone, offered first. */
  here: string;
  error?: string | undefined;
  disabled?: boolean;
  onChange: (timeZone: string) => void;
}

/** A time zone, found by typing. */
export function TimeZoneSelect({ value, here, error, disabled = false, onChange }: TimeZoneSelectProps) {
  const zones = useMemo(() => [...new Set([here, 'UTC', value, ...Intl.supportedValuesOf('timeZone')])], [here, value]);
  return (
    <Select
      label="Time zone"
      searchable
      allowDeselect={false}
      selectFirstOptionOnChange
      onKeyDownCapture={takeOnEnter}
      filter={findZones}
      limit={shown}
      maxDropdownHeight={240}
      nothingFoundMessage="No time zone matches"
      data={zones}
      value={value}
      error={error}
      disabled={disabled}
      onChange={(timeZone) => timeZone !== null && onChange(timeZone)}
    />
  );
}
