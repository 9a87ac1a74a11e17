import { Button, NumberInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useRef } from 'react';
import type { Catalog } from '../../core/catalog.ts';
import type { ProjectSettings } from '../../core/settings.ts';
import { formatTable } from '../../core/tableName.ts';
import { Card } from '../../ui/Card.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { notify } from '../../ui/notify.tsx';
import { useUnsavedChanges } from '../../ui/unsavedChanges.ts';
import { CompressionField } from './CompressionField.tsx';
import { DeclaredTablesField } from './DeclaredTablesField.tsx';
import { type NotificationHost, NotificationsField } from './NotificationsField.tsx';
import { PageSizeField } from './PageSizeField.tsx';
import { SchemasField } from './SchemasField.tsx';
import classes from './SettingsPage.module.css';
import {
  changedFields,
  type FormSettings,
  formOf,
  type SettingsForm,
  settingsOf,
  validateSettings,
} from './settingsForm.ts';
import { TablesField } from './TablesField.tsx';

export interface SettingsFormCardsProps {
  stored: ProjectSettings;
  /** The project's name where none is set here. */
  connectionPlatform: string;
  /** The helper's catalog; null where it is not installed. */
  catalog: Catalog | null;
  /** Without the helper, the tables to read have to be declared. */
  helperInstalled: boolean;
  mayChange: boolean;
  saving: boolean;
  saveError: { message: string; hint: string | null } | null;
  onSave: (change: Partial<ProjectSettings>) => Promise<boolean>;
  host: NotificationHost & { newId: () => string };
}

/** The form itself: a card per subject, and a bar that says whether there is something to save. */
export function SettingsFormCards(props: SettingsFormCardsProps) {
  const { stored, connectionPlatform, catalog, helperInstalled, mayChange, saving, saveError, onSave, host } = props;
  const form = useForm<SettingsForm>({ initialValues: formOf(stored, host.newId), validate: validateSettings });
  /** What the form began with: only what differs from it is stored. */
  const base = useRef<FormSettings>(stored);
  const dirty = form.isDirty();
  const known = catalog?.tables.map(formatTable) ?? null;
  useUnsavedChanges(dirty);

  function beginWith(settings: FormSettings) {
    const values = formOf(settings, host.newId);
    base.current = settings;
    form.setInitialValues(values);
    form.setValues(values);
    form.resetDirty(values);
  }

  // What another tab or an import stored is shown at once, unless something is being typed here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the form itself is new with every render
  useEffect(() => {
    const shown = settingsOf(formOf(stored, host.newId));
    if (!dirty && Object.keys(changedFields(base.current, shown)).length > 0) beginWith(stored);
  }, [stored, dirty]);

  async function save(values: SettingsForm) {
    const next = settingsOf(values);
    if (!(await onSave(changedFields(base.current, next)))) return;
    beginWith(next);
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
        <Card title="Project">
          <div className={classes.fields}>
            <TextInput
              label="Platform name"
              description="On screen and in new archives. Empty: as the connection says."
              placeholder={connectionPlatform}
              maxLength={80}
              disabled={!mayChange}
              {...form.getInputProps('platform')}
            />
          </div>
        </Card>
        <Card title="Tables">
          <div className={classes.fields}>
            <p className={classes.note}>What a backup takes. A schedule may say otherwise for its own.</p>
            <TablesField form={form} known={known} disabled={!mayChange} />
          </div>
        </Card>
        {!helperInstalled && (
          <Card title="Declared tables">
            <div className={classes.fields}>
              <div>
                <DeclaredTablesField form={form} newId={host.newId} disabled={!mayChange} />
              </div>
            </div>
          </Card>
        )}
        <Card title="Schemas">
          <div className={classes.fields}>
            <p className={classes.note}>Where a backup looks for tables.</p>
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
            <PageSizeField form={form} disabled={!mayChange} />
            <CompressionField form={form} disabled={!mayChange} />
          </div>
        </Card>
        <Card title="Notifications">
          <div className={classes.fields}>
            <NotificationsField form={form} host={host} disabled={!mayChange} />
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
