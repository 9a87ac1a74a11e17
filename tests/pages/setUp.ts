import './berlinTime.ts'; // first: whatever formats times asks for the zone when it is loaded
import { notifications } from '@mantine/notifications';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach } from 'vitest';
import { setViewportWidth } from './viewport.ts';

// Patience, not a measure: other work on the same machine must not fail a test.
configure({ asyncUtilTimeout: 10_000 });

beforeEach(() => setViewportWidth(1440));
afterEach(() => {
  notifications.clean(); // they live beside React, in one store: those of one test would keep those of the next waiting
  cleanup(); // Testing Library does it by itself only for the first file of a worker, since they share their modules
});
