import { restoreHelperVersion } from '../core/helperSql.ts';
import type { RestoreTasks } from '../features/restore/restoreTasks.ts';
import type { Services } from '../ports/Services.ts';
import { executeRestore } from '../tasks/executeRestore.ts';
import { prepareRestore } from '../tasks/prepareRestore.ts';
import type { ProjectInspector } from '../tasks/projectInspector.ts';
import { settleRestores } from '../tasks/settleRestore.ts';
import { undoRestore } from '../tasks/undoRestore.ts';

/** The tasks of restoring for the pages of one project. */
export function restoreTasksOf(services: Services, inspector: Pick<ProjectInspector, 'get'>): RestoreTasks {
  const knowsMaintenance = () => (inspector.get().access?.helperVersion ?? 0) >= restoreHelperVersion;
  return {
    prepareRestore: (request, signal, onProgress) => prepareRestore(services, request, signal, onProgress),
    executeRestore: (plan, signal, onProgress, options) => executeRestore(services, plan, signal, onProgress, options),
    undoRestore: (id, signal) => undoRestore(services, id, signal),
    settleRestores: (signal) => settleRestores(services, signal),
    async readMaintenance(signal) {
      if (!knowsMaintenance() || services.project.identity() === null) return null;
      return await services.project.openSession().restore.maintenance(signal);
    },
    async endMaintenance(signal) {
      await services.project.openSession().restore.setMaintenance(false, '', 1, signal);
    },
  };
}
