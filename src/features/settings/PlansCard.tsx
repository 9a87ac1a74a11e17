import { Anchor } from '@mantine/core';
import type { ProjectSettings } from '../../core/settings.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Card } from '../../ui/Card.tsx';
import classes from './SettingsPage.module.css';
import { describeRetention, describeSchedules } from './settingsSummary.ts';

interface PlansCardProps {
  settings: ProjectSettings;
  schedulesHref: string;
  retentionHref: string;
  mayChange: boolean;
}

/** What is set on pages of its own, and the way there. */
export function PlansCard({ settings, schedulesHref, retentionHref, mayChange }: PlansCardProps) {
  const verb = mayChange ? 'Change' : 'Show';
  const times = describeSchedules(settings.schedules);
  const rows = [
    {
      name: 'Schedules',
      said: times === null ? 'None is on' : settings.automatic ? times : `Stopped. When started: ${times}`,
      href: schedulesHref,
      link: `${verb} schedules`,
    },
    { name: 'Retention', said: describeRetention(settings.retention), href: retentionHref, link: `${verb} retention` },
  ];
  return (
    <Card title="Automatic backups and cleanup">
      <dl className={classes.plans}>
        {rows.map(({ name, said, href, link }) => (
          <div key={name} className={classes.plan}>
            <dt>{name}</dt>
            <dd className={classes.said}>{said}</dd>
            <dd>
              <Anchor component={AppLink} to={href} fz="xs" fw={500}>
                {link}
              </Anchor>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
