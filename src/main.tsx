import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router-dom';
import { checkConnection } from './adapters/supabase/checkConnection.ts';
import { App } from './app/App.tsx';
import { openBrowser } from './app/createServices.ts';
import { readEnv } from './app/env.ts';
import { loadHelperSql } from './app/loadHelperSql.ts';
import { clearLeftovers } from './tasks/clearLeftovers.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root".');

const { connection, declaredTables, problems } = readEnv();
const { settings, createServices } = openBrowser(declaredTables);
createRoot(root).render(
  <BrowserRouter basename={import.meta.env.BASE_URL}>
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
      }}
    />
  </BrowserRouter>,
);
