import { TagsInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { SearchMultiSelect } from './SearchMultiSelect.tsx';

export interface TableNamesInputProps {
  label: string;
  /** `schema.table` of the catalog; null where there is none, and any name may be typed. */
  known: readonly string[] | null;
  value: string[];
  onChange: (names: string[]) => void;
  error?: ReactNode;
  disabled?: boolean;
}

/** Names of tables: chosen from the catalog, or typed where there is none. */
export function TableNamesInput({ known, ...input }: TableNamesInputProps) {
  if (known === null)
    return (
      <TagsInput {...input} placeholder="public.orders" description="Type a name and press Enter." acceptValueOnBlur />
    );
  // A table that was dropped stays on the list until it is taken off it, and so must have an option.
  return (
    <SearchMultiSelect
      {...input}
      clearable
      hidePickedOptions
      placeholder={input.value.length === 0 ? 'Choose tables' : ''}
      nothingFoundMessage="No table matches"
      data={[...new Set([...known, ...input.value])].sort()}
    />
  );
}
