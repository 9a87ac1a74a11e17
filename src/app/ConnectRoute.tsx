import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { ConnectPage } from '../features/connect/ConnectPage.tsx';
import { createConnectStore } from '../features/connect/connectStore.ts';
import type { AppController, AppParts } from './appController.ts';
import { PageTitle } from './PageTitle.tsx';
import { paths } from './paths.ts';

/** `/connect`: afterwards to the sign-in of the project. */
export function ConnectRoute({ parts, controller }: { parts: AppParts; controller: AppController }) {
  const navigate = useNavigate();
  const [store] = useState(() =>
    createConnectStore({
      check: parts.checkConnection,
      async open(connection) {
        await controller.open(connection);
        await navigate(paths.signIn.build());
      },
    }),
  );
  return (
    <>
      <PageTitle page="Connect a project" />
      <ConnectPage store={store} />
    </>
  );
}
