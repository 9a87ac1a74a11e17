import { type ComponentProps, type ComponentType, createContext, type ReactNode, useContext } from 'react';

export interface AppLinkProps extends Omit<ComponentProps<'a'>, 'href'> {
  /** A path of this app, as app/paths.ts builds it. */
  to: string;
}

function PlainLink({ to, ...rest }: AppLinkProps) {
  return <a href={to} {...rest} />;
}

const LinkContext = createContext<ComponentType<AppLinkProps>>(PlainLink);

/** Sets the link of the router, so that features need not know which router there is. */
export function LinkProvider({ link, children }: { link: ComponentType<AppLinkProps>; children: ReactNode }) {
  return <LinkContext value={link}>{children}</LinkContext>;
}

/** A link to another page of this app. Works as `component={AppLink}` of a Mantine button or anchor too. */
export function AppLink(props: AppLinkProps) {
  const Link = useContext(LinkContext);
  return <Link {...props} />;
}
