import { MultiSelect, type MultiSelectProps } from '@mantine/core';
import { useState } from 'react';
import { takeOnEnter } from './takeOnEnter.ts';

/**
 * Choices found by typing, for forms: Enter takes the first one that was found. With nothing typed none is marked, so that an Enter too
 * many takes no other choice.
 */
export function SearchMultiSelect(props: Omit<MultiSelectProps, 'searchable' | 'searchValue' | 'onSearchChange'>) {
  const [search, setSearch] = useState('');
  return (
    <MultiSelect
      {...props}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      selectFirstOptionOnChange={search !== ''}
      onKeyDownCapture={takeOnEnter}
    />
  );
}
