import { ActionIcon, Button, type ButtonProps } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { announce } from './LiveRegion.tsx';
import { notify } from './notify.tsx';

export interface CopyButtonProps {
  /** Accessible name and, unless `iconOnly`, the text: "Copy diagnostics". */
  label: string;
  /** Puts it on the clipboard (`host.copyText`). May fail; the person is told. */
  onCopy: () => Promise<void>;
  iconOnly?: boolean;
  variant?: ButtonProps['variant'];
  size?: 'xs' | 'sm';
}

/** A button that copies and says so: the icon turns into a check mark until it is left. */
export function CopyButton({ label, onCopy, iconOnly = false, variant = 'default', size = 'sm' }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);

  async function copy() {
    try {
      await onCopy();
      setCopied(true);
      announce('Copied');
    } catch (error) {
      notify.failure('Nothing was copied', error);
    }
  }

  const Icon = copied ? IconCheck : IconCopy;
  const shared = { onClick: () => void copy(), onBlur: () => setCopied(false), onMouseLeave: () => setCopied(false) };
  return iconOnly ? (
    <ActionIcon aria-label={label} title={label} {...shared}>
      <Icon size={14} aria-hidden="true" />
    </ActionIcon>
  ) : (
    <Button variant={variant} size={size} leftSection={<Icon size={16} aria-hidden="true" />} {...shared}>
      {label}
    </Button>
  );
}
