import { PageHeader } from '../../ui/PageHeader.tsx';

/** `/admin/find` */
export function FindPage() {
  return <PageHeader title="Find" />;
}
