import { describe, expect, it } from 'vitest';
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
});
