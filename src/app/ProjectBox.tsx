import { Menu, UnstyledButton } from '@mantine/core';
import { IconPlugConnected, IconSelector } from '@tabler/icons-react';
import { useObservable } from '../ui/useObservable.ts';
import type { ConnectedProject } from './connectProject.ts';
import classes from './ProjectBox.module.css';
import { usePlatform } from './usePlatform.ts';

interface ProjectBoxProps {
  project: ConnectedProject;
  onConnectAnother: () => void;
}

function Names({ project }: { project: ConnectedProject }) {
  const platform = usePlatform(project);
  return (
    <span className={classes.text}>
      <span className={classes.name}>{platform}</span>
      {platform !== project.host && (
        <span className={classes.host} title={project.host}>
          {project.host}
        </span>
      )}
    </span>
  );
}

/** Which project this is; where it was connected by hand, also the way to another one. */
export function ProjectBox({ project, onConnectAnother }: ProjectBoxProps) {
  const running = useObservable(project.runner).progress !== null;
  if (project.fixed)
    return (
      <div className={classes.box}>
        <Names project={project} />
      </div>
    );
  return (
    <Menu position="bottom-start" width="target">
      <Menu.Target>
        <UnstyledButton className={classes.box}>
          <Names project={project} />
          <IconSelector size={16} className={classes.icon} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconPlugConnected size={16} aria-hidden="true" />}
          // A run belongs to the project it began with; it would go on unseen.
          disabled={running}
          onClick={onConnectAnother}
        >
          {running ? 'Connect another project, once the backup has ended' : 'Connect another project'}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
