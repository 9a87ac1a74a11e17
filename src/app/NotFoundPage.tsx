import { Anchor } from '@mantine/core';
import { IconMapPinOff } from '@tabler/icons-react';
import { AppLink } from '../ui/AppLink.tsx';
import { CenteredCard } from '../ui/CenteredCard.tsx';
import { PageTitle } from './PageTitle.tsx';
import { paths } from './paths.ts';

/** For addresses that the app does not have. */
export function NotFoundPage() {
  return (
    <CenteredCard
      icon={<IconMapPinOff size={20} />}
      title="There is no such page"
      intro="The address may be mistyped, or from another version."
    >
      <PageTitle page="Not found" />
      <Anchor component={AppLink} to={paths.overview.build()} fw={500}>
        Go to the overview
      </Anchor>
    </CenteredCard>
  );
}
