import { afterEach, describe, expect, it } from 'vitest';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { createProjectInspector } from '../../src/tasks/projectInspector.ts';
import { createManualClock } from '../fakes/manualClock.ts';
import { adminWithHelper, createScriptedProject, rightPassword } from '../pages/scriptedProject.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function inspect(answer: Error | typeof adminWithHelper) {
  const project = createScriptedProject();
  project.answer = answer;
  await project.signIn('admin@caraudio.example', rightPassword);
  const clock = createManualClock();
  const inspector = createProjectInspector({ project, clock });
  stops.push(inspector.stop);
  await inspector.refresh();
  return { project, clock, inspector };
}

describe('the project inspector', () => {
  it('asks again by itself until a project that stumbles is well', async () => {
    const down = new HoldfastError('server', 'The project answered 503.', { retryable: true });
    const { project, clock, inspector } = await inspect(down);
    expect(inspector.get()).toMatchObject({ status: 'error', access: null });
    await clock.advance(3 * 60_000);
    expect(project.asked).toBe(9);
    project.answer = adminWithHelper;
    await clock.advance(30_000);
    expect(inspector.get()).toMatchObject({ status: 'ready', access: adminWithHelper, error: null });
    await clock.advance(3_600_000);
    expect(project.asked).toBe(10);
  });

  it('asks a few times in quick succession when somebody says that the network is back', async () => {
    const { project, clock, inspector } = await inspect(new HoldfastError('network', 'Gone.', { retryable: true }));
    await clock.advance(3_600_000);
    const before = project.asked;
    await inspector.refresh();
    project.answer = adminWithHelper;
    await clock.advance(2_000);
    expect(inspector.get()).toMatchObject({ status: 'ready', error: null });
    expect(project.asked).toBe(before + 2);
  });

  it('does not hammer a project that refuses', async () => {
    const { project, clock } = await inspect(new HoldfastError('bad-answer', 'This is no Supabase project.'));
    await clock.advance(3_600_000);
    expect(project.asked).toBe(1);
  });

  it('ends asking with its watching', async () => {
    const { project, clock, inspector } = await inspect(new HoldfastError('network', 'Gone.', { retryable: true }));
    inspector.stop();
    await clock.advance(3_600_000);
    expect(project.asked).toBe(1);
  });

  it('knows who somebody is although the list of tables cannot be read, and says that', async () => {
    const { project, inspector } = await inspect(adminWithHelper);
    const session = project.openSession();
    const refused = new HoldfastError('bad-answer', 'The list of tables was answered with status 400.');
    project.openSession = () => ({ ...session, catalog: () => Promise.reject(refused) });
    await inspector.refresh();
    expect(inspector.get()).toMatchObject({
      status: 'ready',
      access: adminWithHelper,
      catalog: null,
      error: { message: refused.message },
    });
  });
});
