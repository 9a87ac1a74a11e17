import { describe, expect, it } from 'vitest';
import { clearLeftovers } from '../../src/tasks/clearLeftovers.ts';
import { backUp, memoryServices, rowsFrom1 } from './memoryServices.ts';

const two = [
  { name: 'alpha', rows: rowsFrom1(5) },
  { name: 'beta', rows: rowsFrom1(7) },
];

describe('what a backup claims', () => {
  it('is completed when all was seen and read', async () => {
    const record = await backUp(await memoryServices(two));
    expect(record).toMatchObject({
      status: 'completed',
      coverage: 'catalog',
      tablesTotal: 2,
      tablesBackedUp: 2,
      totalRows: 12,
    });
  });

  it('stays completed when a table is excluded on purpose, and lists it', async () => {
    const record = await backUp(await memoryServices(two), { tables: { mode: 'except', names: ['public.beta'] } });
    expect(record).toMatchObject({ status: 'completed', tablesTotal: 1, totalRows: 5 });
    expect(record.tables.map(({ table, outcome }) => `${table} ${outcome}`)).toEqual([
      'public.alpha exported',
      'public.beta excluded',
    ]);
  });

  it('is partial when rows are hidden', async () => {
    const record = await backUp(await memoryServices([{ name: 'alpha', rows: rowsFrom1(5), visible: 3 }]));
    expect(record).toMatchObject({ status: 'partial', totalRows: 3 });
    expect(record.tables[0]).toMatchObject({ outcome: 'partial', error: '3 of 5 rows visible to you' });
  });

  it('is unproven without the helper', async () => {
    const services = await memoryServices(two, false);
    const settings = await services.settings.load(services.project.id);
    await services.settings.save(services.project.id, {
      ...settings,
      declaredTables: [{ table: 'public.alpha', key: ['id'] }],
    });
    expect(await backUp(services)).toMatchObject({
      status: 'unproven',
      coverage: 'declared',
      tablesTotal: 1,
      totalRows: 5,
    });
  });

  it('fails with words when there is nothing to read', async () => {
    const record = await backUp(await memoryServices(two, false));
    expect(record).toMatchObject({ status: 'failed', archive: null, error: { code: 'nothing-to-back-up' } });
    expect(record.error?.hint).toContain('Install the helper');
  });

  it('is partial when a declared table does not exist, and keeps the others', async () => {
    const services = await memoryServices(two, false);
    const settings = await services.settings.load(services.project.id);
    const declaredTables = ['public.alpha', 'public.gone'].map((table) => ({ table, key: ['id'] }));
    await services.settings.save(services.project.id, { ...settings, declaredTables });
    const record = await backUp(services);
    expect(record).toMatchObject({ status: 'partial', totalRows: 5 });
    expect(record.tables.find(({ table }) => table === 'public.gone')).toMatchObject({
      outcome: 'failed',
      error: 'The project has no such table.',
    });
  });

  it('does not look complete when a table that was asked for by name is not there', async () => {
    const record = await backUp(await memoryServices(two), {
      tables: { mode: 'only', names: ['public.alpha', 'public.gone'] },
    });
    expect(record).toMatchObject({ status: 'partial', totalRows: 5 });
    expect(record.tables.find(({ table }) => table === 'public.gone')).toMatchObject({
      outcome: 'failed',
      error: 'The project has no such table',
    });
  });
});

describe('the record', () => {
  it('survives updates for other tabs that cannot be stored', async () => {
    const services = await memoryServices(two);
    const { put } = services.backups;
    services.backups.put = (record, options) =>
      options?.relaxed ? Promise.reject(new Error('no room')) : put(record, options);
    expect((await backUp(services)).status).toBe('completed');
  });

  it('is tried again when it cannot be stored at first', async () => {
    const services = await memoryServices(two);
    const { put } = services.backups;
    let failures = 2;
    services.backups.put = async (record, options) => {
      if (record.status === 'completed' && failures-- > 0) throw new Error('connection lost');
      await put(record, options);
    };
    const record = await backUp(services);
    expect(record.status).toBe('completed');
    expect(await services.backups.get(record.id)).toEqual(record);
  });

  it('keeps telling the truth when the end cannot be written to the audit trail', async () => {
    const services = await memoryServices(two);
    const { append } = services.audit;
    services.audit.append = (entry) =>
      entry.action === 'backup-ended' ? Promise.reject(new Error('no room')) : append(entry);
    expect(await backUp(services)).toMatchObject({ status: 'completed', archive: { bytes: 'present' } });
  });

  it('never claims an archive when it could not be stored itself', async () => {
    const services = await memoryServices(two);
    const { put } = services.backups;
    services.backups.put = (record, options) =>
      record.status === 'completed' ? Promise.reject(new Error('broken')) : put(record, options);
    await expect(backUp(services)).rejects.toThrow('broken');
    const [left] = await services.backups.list(services.project.id);
    expect(left).toMatchObject({ status: 'in progress', archive: null });
    await clearLeftovers(services);
    expect(await services.store.list()).toEqual([]);
  });
});
