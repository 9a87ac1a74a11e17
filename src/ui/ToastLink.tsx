import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { AppLink } from './AppLink.tsx';

/** A link to another page of this app below what a toast says. */
export function ToastLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Anchor component={AppLink} to={to} fw={500}>
      {children}
    </Anchor>
  );
}
