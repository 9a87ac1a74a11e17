import { Anchor, Button } from '@mantine/core';
import {
  IconCheck,
  IconCircleArrowUpFilled,
  IconCircleCheckFilled,
  IconHelpCircle,
  IconQuestionMark,
  IconRefresh,
} from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';
import { useStore } from 'zustand';
import { describeError } from '../../core/HoldfastError.ts';
import { helperState, helperVersionShipped, trailHelperVersion } from '../../core/helperSql.ts';
import type { ProjectState } from '../../tasks/projectInspector.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Card } from '../../ui/Card.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { formatPlural } from '../../ui/formatNumber.ts';
import { Notice } from '../../ui/Notice.tsx';
import { SqlEditorLink } from '../../ui/SqlEditorLink.tsx';
import classes from './HelperCard.module.css';
import type { HelperStore } from './helperStore.ts';
import { sqlEditorUrl } from './sqlEditorUrl.ts';

export interface HelperCardProps {
  store: HelperStore;
  state: ProjectState;
  projectUrl: string;
  /** Path of the page where the declared list is edited; left out on that page itself, whose filled button is Save. */
  listPath?: string;
}

const steps = [
  ['Copy the helper', 'It is plain SQL. You can read it first, and remove it at any time.'],
  ['Run it in the Supabase SQL editor', 'Open the editor, paste, press Run. It takes a second.'],
  ['Come back and check', 'Holdfast then lists every table by itself.'],
] as const;

function With({ children }: { children: ReactNode }) {
  return (
    <li>
      <span className={classes.yes} aria-hidden="true">
        <IconCheck size={11} stroke={3} />
      </span>
      <span>{children}</span>
    </li>
  );
}

function Without({ children }: { children: ReactNode }) {
  return (
    <li>
      <span className={classes.open} aria-hidden="true">
        <IconQuestionMark size={11} stroke={3} />
      </span>
      <span>{children}</span>
    </li>
  );
}

function listed(count: number | null): string {
  if (count === null) return 'Only the tables on your list';
  if (count === 0) return 'Only the tables on your list, which is empty';
  return `Only the ${formatPlural(count, 'table')} on your list`;
}

function Compare({ store, listPath }: Pick<HelperCardProps, 'store' | 'listPath'>) {
  const { declaredTables, loadDeclared } = useStore(store);
  useEffect(() => {
    void loadDeclared(); // never rejects
  }, [loadDeclared]);
  return (
    <div className={classes.compare}>
      <h3 className={classes.compareTitle}>With the helper</h3>
      <ul className={classes.list}>
        <With>Every table is found and backed up</With>
        <With>Hidden rows are counted and reported</With>
        <With>Values that JSON cannot carry stay exact</With>
        <With>Large tables are read faster</With>
      </ul>
      <h3 className={classes.compareTitle}>Without it</h3>
      <ul className={classes.list}>
        <Without>{listed(declaredTables)}</Without>
        <Without>Hidden rows stay unnoticed</Without>
      </ul>
      {listPath !== undefined && (
        <Anchor component={AppLink} to={listPath} fw={500}>
          Edit the list of tables
        </Anchor>
      )}
    </div>
  );
}

function Answer({ store, state }: Pick<HelperCardProps, 'store' | 'state'>) {
  const { notFound, notUpdated, listError } = useStore(store);
  if (state.status === 'error' && state.error !== null)
    return (
      <Notice kind="error" alert title="The project could not be asked">
        {[state.error.message, state.error.hint].filter(Boolean).join(' ')}
      </Notice>
    );
  if (notFound)
    return (
      <Notice kind="warning" alert title="The helper is not there yet">
        Did the SQL editor report an error? The API needs a few seconds to notice new functions, so check once more.
      </Notice>
    );
  if (notUpdated)
    return (
      <Notice kind="warning" alert title="The helper is still the older one">
        Did the SQL editor report an error? The API needs a few seconds to notice new functions, so check once more.
      </Notice>
    );
  if (listError !== null)
    return (
      <Notice kind="warning" title="Your list of tables could not be read">
        {describeError(listError).message}
      </Notice>
    );
  return null;
}

function Installed({ store, state, version }: Pick<HelperCardProps, 'store' | 'state'> & { version: number }) {
  return (
    <Card label="Helper">
      <div className={classes.installed}>
        <IconCircleCheckFilled size={18} className={classes.installedIcon} aria-hidden="true" />
        <div className={classes.installedText}>
          <p className={classes.stepTitle}>Helper installed, version {version}</p>
          <p className={classes.stepText}>Every table is found, and hidden rows are counted and reported.</p>
        </div>
        <CopyButton label="Copy helper SQL" onCopy={store.getState().copySql} />
        <Button loading={state.checking} onClick={() => void store.getState().check()}>
          Check again
        </Button>
      </div>
    </Card>
  );
}

/** What the helper that comes with this app brings to a project that has an older one. */
function newIn(version: number): string {
  const latest = 'The new one restores backups in one transaction, and can read all tables at one moment.';
  if (version >= trailHelperVersion) return latest;
  return `${latest} It keeps the audit trail in the project, so that all admins and all browsers share it.`;
}

function Outdated({ store, state, projectUrl, version }: Omit<HelperCardProps, 'listPath'> & { version: number }) {
  return (
    <Card label="Update the helper" tone="accent">
      <div className={classes.installed}>
        <IconCircleArrowUpFilled size={18} className={classes.newerIcon} aria-hidden="true" />
        <div className={classes.installedText}>
          <h2 className={classes.newerTitle}>Version {helperVersionShipped} of the helper is available</h2>
          <p className={classes.stepText}>
            This project has version {version}. {newIn(version)} To update, run the SQL again. Until then everything
            else goes on working.
          </p>
        </div>
        <div className={classes.actions}>
          <CopyButton label="Copy helper SQL" onCopy={store.getState().copySql} />
          <SqlEditorLink href={sqlEditorUrl(projectUrl)} />
          <Button loading={state.checking} onClick={() => void store.getState().check()}>
            Check again
          </Button>
        </div>
      </div>
      <div className={classes.answer}>
        <Answer store={store} state={state} />
      </div>
    </Card>
  );
}

/** Whether the helper is in the project; where it is not, or is an older one, why that matters and what to do. */
export function HelperCard({ store, state, projectUrl, listPath }: HelperCardProps) {
  const { copySql, check } = useStore(store);
  const version = state.access?.helperVersion ?? null;
  if (state.access === null) return null;
  if (version !== null)
    return helperState(version) === 'older' ? (
      <Outdated store={store} state={state} projectUrl={projectUrl} version={version} />
    ) : (
      <Installed store={store} state={state} version={version} />
    );
  return (
    <Card label="Coverage unknown" tone="yellow">
      <div className={classes.columns}>
        <div>
          <span className={classes.badge}>
            <IconHelpCircle size={14} aria-hidden="true" />
            Coverage unknown
          </span>
          <h2 className={classes.title}>Holdfast cannot see yet whether a backup is complete</h2>
          <p className={classes.intro}>
            The project does not tell a browser which tables it has, or which rows are hidden from you. The helper can:
            a few functions that you add once and that only admins may call.
          </p>
          <ol className={classes.steps}>
            {steps.map(([title, text], index) => (
              <li key={title} className={classes.step}>
                <span className={classes.number} aria-hidden="true">
                  {index + 1}
                </span>
                <div>
                  <p className={classes.stepTitle}>{title}</p>
                  <p className={classes.stepText}>{text}</p>
                </div>
              </li>
            ))}
          </ol>
          <div className={classes.actions}>
            <CopyButton
              label="Copy helper SQL"
              variant={listPath === undefined ? 'default' : 'filled'}
              onCopy={copySql}
            />
            <SqlEditorLink href={sqlEditorUrl(projectUrl)} />
            <Button
              leftSection={<IconRefresh size={16} aria-hidden="true" />}
              loading={state.checking}
              onClick={() => void check()}
            >
              Check again
            </Button>
          </div>
          <div className={classes.answer}>
            <Answer store={store} state={state} />
          </div>
        </div>
        <Compare store={store} {...(listPath === undefined ? {} : { listPath })} />
      </div>
    </Card>
  );
}
