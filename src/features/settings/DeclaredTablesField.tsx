import { ActionIcon, Button, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import classes from './SettingsPage.module.css';
import type { SettingsForm } from './settingsForm.ts';

interface DeclaredTablesFieldProps {
  form: UseFormReturnType<SettingsForm>;
  newId: () => string;
  disabled: boolean;
}

/** The tables to read where the helper is not installed: their names and the columns of a unique key. */
export function DeclaredTablesField({ form, newId, disabled }: DeclaredTablesFieldProps) {
  const { declared } = form.values;
  return (
    <>
      <p className={classes.text}>
        Without the helper only these tables are backed up. The key is a column, or several divided by commas, whose
        values are unique; rows are read in its order. Leave it empty where the table has none.
      </p>
      {declared.length > 0 && (
        <ul className={classes.declared} aria-label="Declared tables">
          {declared.map((row, index) => (
            <li key={row.id} className={classes.row}>
              <TextInput
                label="Table"
                placeholder="public.orders"
                disabled={disabled}
                spellCheck={false}
                autoCapitalize="none"
                {...form.getInputProps(`declared.${index}.table`)}
              />
              <TextInput
                label="Key columns"
                placeholder="No key"
                disabled={disabled}
                spellCheck={false}
                autoCapitalize="none"
                {...form.getInputProps(`declared.${index}.key`)}
              />
              <ActionIcon
                className={classes.remove ?? ''}
                aria-label={`Take ${row.table || 'this table'} off the list`}
                disabled={disabled}
                onClick={() => form.removeListItem('declared', index)}
              >
                <IconTrash size={16} aria-hidden="true" />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      <Button
        size="xs"
        leftSection={<IconPlus size={14} aria-hidden="true" />}
        disabled={disabled}
        onClick={() => form.insertListItem('declared', { id: newId(), table: '', key: 'id' })}
      >
        Add table
      </Button>
    </>
  );
}
