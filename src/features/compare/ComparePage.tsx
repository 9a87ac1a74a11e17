import { PageHeader } from '../../ui/PageHeader.tsx';

/** `/admin/compare` */
export function ComparePage() {
  return <PageHeader title="Compare" />;
}
