import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router-dom';
import { createAccessMemory } from './adapters/browser/accessMemory.ts';
import { createAppUpdates } from './adapters/browser/appUpdates.ts';
import { checkConnection } from './adapters/supabase/checkConnection.ts';
import { App } from './app/App.tsx';
import { openBrowser } from './app/createServices.ts';
import { readEnv } from './app/env.ts';
import { loadHelperSql } from './app/loadHelperSql.ts';
import { clearLeftovers } from './tasks/clearLeftovers.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root".');

const { connection, defaults, problems } = readEnv();
const { settings, createServices } = openBrowser(defaults);
const updates = createAppUpdates({
  // In development and in plain browsers there is nothing to install.
  workers: import.meta.env.PROD && 'serviceWorker' in navigator ? navigator.serviceWorker : null,
  script: `${import.meta.env.BASE_URL}sw.js`,
  reload: () => window.location.reload(),
});
const app = (
  <App
    parts={{
      declared: connection,
      problems,
      secureContext: window.isSecureContext,
      settings,
      createServices,
      checkConnection,
      loadHelperSql,
      clearLeftovers,
      accessMemory: createAccessMemory(window.localStorage),
      updates,
    }}
  />
);
// A router that can hold back a navigation (LeaveGuard.tsx); the routes themselves are the app's.
const router = createBrowserRouter([{ path: '*', element: app }], { basename: import.meta.env.BASE_URL });
createRoot(root).render(<RouterProvider router={router} />);
