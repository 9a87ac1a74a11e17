import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_ROWS, demoSize } from './demo.ts';
import { createRandom } from './random.ts';
import { type Project, startProject } from './startProject.ts';

let project: Project;

beforeAll(async () => {
  project = await startProject({ database: 'demo', helper: false });
});
afterAll(() => project?.stop());

test('the tables together hold as many rows as asked for', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_000, max: 2_000_000 }), (rows) => {
      const { members, ...others } = demoSize(rows);
      const sizes = [members, members, ...Object.values(others)];
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(rows);
      expect(Math.min(...sizes)).toBeGreaterThan(0);
    }),
  );
  expect(demoSize(DEMO_ROWS).payments).toBeGreaterThan(12_000);
});

test('the same seed gives the same chances', () => {
  const draw = () => {
    const random = createRandom(7);
    return [random.between(1, 1_000_000), random.uuid(), random.pick(['a', 'b', 'c'])];
  };
  expect(draw()).toEqual(draw());
  expect(createRandom(7).uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('no row happens before what it needs, and amounts add up', async () => {
  const [row] = await project.sql(`
    select
      (select count(*) from payments p join users u on u.id = p.user_id where u.created_at > p.created_at) as payers_not_there_yet,
      (select count(*) from payments p join events e on e.id = p.event_id where e.created_at > p.created_at) as events_not_there_yet,
      (select count(*) from events e join organizations o on o.id = e.organization_id where o.created_at > e.created_at) as hosts_not_there_yet,
      (select count(*) from competition_results r join users u on u.id = r.user_id where u.created_at > r.measured_at) as drivers_not_there_yet,
      (select count(*) from competition_results where total_points <> (select sum(score) from unnest(judge_scores) score)) as wrong_totals,
      (select count(*) from payments where vat_amount <> round(net_amount * vat_rate / 100, 2)) as wrong_taxes,
      (select count(*) from sms_logs where delivered_at < sent_at) as delivered_before_sent,
      (select count(*) from generated_documents
        where octet_length(html) <> size_bytes or sha256(convert_to(html, 'UTF8')) <> sha256) as wrong_documents`);
  expect(Object.entries(row ?? {}).filter(([, count]) => count !== '0')).toEqual([]);
});

test('new rows get numbers after the seeded ones', async () => {
  for (const table of ['users', 'events', 'cms_pages', 'competition_results', 'payments', 'leads']) {
    const [row] = await project.sql(
      `select nextval(pg_get_serial_sequence('${table}', 'id')) - max(id) as step from ${table}`,
    );
    expect([table, row?.step]).toEqual([table, '1']);
  }
});
