export type AuditLog = {
  readonly id: string;
  readonly action: string;
  readonly actor: { readonly kind: string; readonly id: string };
  readonly subject: { readonly type: string; readonly id: string };
  readonly requestId: string;
  /** As text: a document's keys may hold what MongoDB does not take as a field name. */
  readonly detailsJson: string | null;
  readonly occurredAt: Date;
};

export type AuditLogFilter = {
  readonly action?: string | undefined;
  readonly actorId?: string | undefined;
  readonly subjectType?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
};
