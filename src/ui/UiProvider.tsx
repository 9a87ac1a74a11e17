import { MantineProvider } from '@mantine/core';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { resolveColours } from './colours.ts';
import { LiveRegion } from './LiveRegion.tsx';
import './styles.css';
import { theme } from './theme.ts';

export interface UiProviderProps {
  children: ReactNode;
  /** `test` leaves out transitions and portals. */
  env?: 'default' | 'test';
}

/** Everything that pages need around them: theme, dialogs, toasts and the live regions. */
export function UiProvider({ children, env = 'default' }: UiProviderProps) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={resolveColours} defaultColorScheme="auto" env={env}>
      <ModalsProvider modalProps={{ closeButtonProps: { 'aria-label': 'Close' } }}>
        {children}
        <Notifications position="bottom-right" containerWidth={400} />
        <LiveRegion />
      </ModalsProvider>
    </MantineProvider>
  );
}
