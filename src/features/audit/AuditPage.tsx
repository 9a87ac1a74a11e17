import { PageHeader } from '../../ui/PageHeader.tsx';

/** `/admin/audit` */
export function AuditPage() {
  return <PageHeader title="Audit trail" />;
}
