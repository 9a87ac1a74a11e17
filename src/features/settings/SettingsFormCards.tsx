import { Button, NumberInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect } from 'react';
import type { Catalog } from '../../core/catalog.ts';
import type { ProjectSettings } from '../../core/settings.ts';
import { formatTable } from '../../core/tableName.ts';
import { Card } from '../../ui/Card.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { notify } from '../../ui/notify.tsx';
import { CompressionField } from './CompressionField.tsx';
import { DeclaredTablesField } from './DeclaredTablesField.tsx';
import { SchemasField } from './SchemasField.tsx';
import classes from './SettingsPage.module.css';
import { formOf, type SettingsForm, settingsOf, validateSettings } from './settingsForm.ts';
import { TablesField } from './TablesField.tsx';

export interface SettingsFormCardsProps {
  stored: ProjectSettings;
  /** The helper's catalog; null where it is not installed. */
  catalog: Catalog | null;
  /** Without the helper, the tables to read have to be declared. */
  helperInstalled: boolean;
  mayChange: boolean;
  saving: boolean;
  saveError: { message: string; hint: string | null } | null;
  onSave: (next: ProjectSettings) => Promise<boolean>;
  newId: () => string;
}

/** The form itself: a card per subject, and a bar that says whether there is something to save. */
export function SettingsFormCards(props: SettingsFormCardsProps) {
  const { stored, catalog, helperInstalled, mayChange, saving, saveError, onSave, newId } = props;
  const form = useForm<SettingsForm>({ initialValues: formOf(stored, newId), validate: validateSettings });
  const dirty = form.isDirty();
  const known = catalog?.tables.map(formatTable) ?? null;

  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [dirty]);

  async function save(values: SettingsForm) {
    const next = settingsOf(values);
    if (!(await onSave(next))) return;
    const saved = formOf(next, newId);
    form.setInitialValues(saved);
    form.setValues(saved);
    form.resetDirty(saved);
    notify.success({ title: 'Settings saved', message: 'The next backup uses them.' });
  }

  return (
    <form
      noValidate
      onSubmit={form.onSubmit(
        (values) => void save(values),
        (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus(),
      )}
    >
      <div className={classes.stack}>
        {!mayChange && (
          <Notice kind="quiet">You may see these settings. Changing them needs the permission “settings”.</Notice>
        )}
        <Card title="Tables">
          <div className={classes.fields}>
            <TablesField form={form} known={known} disabled={!mayChange} />
          </div>
        </Card>
        {!helperInstalled && (
          <Card title="Declared tables">
            <div className={classes.fields}>
              <div>
                <DeclaredTablesField form={form} newId={newId} disabled={!mayChange} />
              </div>
            </div>
          </Card>
        )}
        <Card title="Schemas">
          <div className={classes.fields}>
            <SchemasField form={form} known={catalog?.schemas ?? null} disabled={!mayChange} />
          </div>
        </Card>
        <Card title="Speed and size">
          <div className={classes.fields}>
            <NumberInput
              label="Requests in flight"
              description="More reads faster and puts more load on the project: 1 to 16."
              classNames={{ wrapper: classes.number ?? '' }}
              min={1}
              max={16}
              clampBehavior="none"
              disabled={!mayChange}
              {...form.getInputProps('concurrency')}
            />
            <CompressionField form={form} disabled={!mayChange} />
          </div>
        </Card>
        {saveError !== null && (
          <Notice kind="error" alert title="The settings were not saved">
            {[saveError.message, saveError.hint].filter(Boolean).join(' ')}
          </Notice>
        )}
        {mayChange && (
          <div className={`${classes.bar} ${dirty ? classes.floating : ''}`}>
            <span className={`${classes.state} ${dirty ? classes.changed : ''}`}>
              {dirty ? 'Unsaved changes' : 'Everything is saved'}
            </span>
            <Button disabled={!dirty || saving} onClick={() => form.reset()}>
              Reset
            </Button>
            <Button type="submit" variant="filled" disabled={!dirty} loading={saving}>
              Save
            </Button>
          </div>
        )}
      </div>
    </form>
  );
}
