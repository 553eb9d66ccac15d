/** The same items; while one is worked on, the next is already being made. */
export async function* readAhead<Item>(
  items: AsyncGenerator<Item, void, void>,
): AsyncGenerator<Item, void, void> {
  let following = items.next();
  try {
    for (;;) {
      const { done, value } = await following;
      if (done === true) return;
      following = items.next();
      // Whoever asks for it hears of its failure; nobody may ask any more.
      following.catch(() => undefined);
      yield value;
    }
  } finally {
    await items.return(undefined);
  }
}
