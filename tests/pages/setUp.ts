import { notifications } from '@mantine/notifications';
import { configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// Patience, not a measure: other work on the same machine must not fail a test.
configure({ asyncUtilTimeout: 10_000 });

// They live beside React, in one store: those of one test would keep those of the next waiting.
afterEach(() => notifications.clean());
