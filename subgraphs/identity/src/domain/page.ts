/** A page of a list: `first` items behind the item with the key `after`. */
export type PageRequest<Key> = { readonly first: number; readonly after: Key | null };
