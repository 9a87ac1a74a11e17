import { Button } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';

/** Opens a project's SQL editor in another tab; nothing where nobody knows its address. */
export function SqlEditorLink({ href }: { href: string | null }) {
  if (href === null) return null;
  return (
    <Button
      component="a"
      href={href}
      target="_blank"
      rel="noreferrer"
      rightSection={<IconExternalLink size={16} aria-hidden="true" />}
    >
      Open SQL editor
    </Button>
  );
}
