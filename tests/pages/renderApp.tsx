import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter, useLocation } from 'react-router-dom';
import { afterEach } from 'vitest';
import { App } from '../../src/app/App.tsx';
import type { TestApp } from './appParts.ts';

afterEach(cleanup);

function Address() {
  return <output aria-label="Address">{useLocation().pathname}</output>;
}

/** Renders the real app at an address; `address()` tells where it is afterwards. */
export function renderApp(app: TestApp, at: string) {
  render(
    <MemoryRouter initialEntries={[at]}>
      <App parts={app.parts} env="test" />
      <Address />
    </MemoryRouter>,
  );
  return { user: userEvent.setup(), address: () => screen.getByRole('status', { name: 'Address' }).textContent };
}
