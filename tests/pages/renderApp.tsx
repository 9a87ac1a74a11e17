import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createMemoryRouter, RouterProvider, useLocation } from 'react-router-dom';
import { App } from '../../src/app/App.tsx';
import type { TestApp } from './appParts.ts';

function Address() {
  return <output aria-label="Address">{useLocation().pathname}</output>;
}

/** Renders the real app at an address; `address()` tells where it is afterwards. */
export function renderApp(app: TestApp, at: string) {
  const element = (
    <>
      <App parts={app.parts} env="test" />
      <Address />
    </>
  );
  const router = createMemoryRouter([{ path: '*', element }], { initialEntries: [at] });
  render(<RouterProvider router={router} />);
  return { user: userEvent.setup(), address: () => screen.getByRole('status', { name: 'Address' }).textContent };
}
