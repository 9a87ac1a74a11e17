import { Select } from '@mantine/core';
import { useMemo } from 'react';

/** Options that are drawn at once; the rest is found by typing. */
const shown = 60;

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
