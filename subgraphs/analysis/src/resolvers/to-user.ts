/** The user behind a deed; null when an API key or a service did it. */
export function toUser({ kind, id }: { readonly kind: string; readonly id: string }) {
  return kind === 'user' ? { id } : null;
}
