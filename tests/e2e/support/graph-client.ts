export type GraphError = {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string; readonly requestId?: string };
};

export type GraphResult<Data> = {
  readonly status: number;
  /** The body as it came, to look for what must not be in it. */
  readonly text: string;
  readonly data: Data | null | undefined;
  readonly errors: readonly GraphError[] | undefined;
};

export type GraphClient = {
  /** Whatever the graph answers. */
  ask<Data>(query: string, variables?: object): Promise<GraphResult<Data>>;
  /** The data; throws when there is any error. */
  get<Data>(query: string, variables?: object): Promise<Data>;
  /** The results of a subscription over server-sent events; ended by `return`. */
  subscribe<Data>(query: string, variables?: object): AsyncGenerator<{ data: Data }, void, void>;
};

/** A client of one signed-in person, or of nobody. */
export function graphClient(url: string, accessToken?: string): GraphClient {
  const post = (query: string, variables: object, accept: string, signal: AbortSignal) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept,
        ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
      },
      body: JSON.stringify({ query, variables }),
      signal,
    });

  const ask = async <Data>(query: string, variables: object = {}): Promise<GraphResult<Data>> => {
    const timeout = AbortSignal.timeout(60_000);
    const response = await post(query, variables, 'application/json', timeout);
    const text = await response.text();
    const body = JSON.parse(text) as Pick<GraphResult<Data>, 'data' | 'errors'>;
    return { status: response.status, text, data: body.data, errors: body.errors };
  };

  return {
    ask,
    get: async <Data>(query: string, variables?: object): Promise<Data> => {
      const { data, errors, text } = await ask<Data>(query, variables);
      if (errors !== undefined || data === null || data === undefined) throw new Error(text);
      return data;
    },
    subscribe: async function* subscribe<Data>(query: string, variables: object = {}) {
      const ending = new AbortController();
      try {
        const response = await post(query, variables, 'text/event-stream', ending.signal);
        yield* eventsOf<{ data: Data }>(response);
      } finally {
        ending.abort();
      }
    },
  };
}

async function* eventsOf<Event>(response: Response): AsyncGenerator<Event, void, void> {
  if (response.body === null) throw new Error('The answer has no body.');
  let buffer = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    buffer += text;
    const blocks = buffer.split('\n\n');
    buffer = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined) yield JSON.parse(data) as Event;
    }
  }
}

const signInMutation = `mutation ($input: SignInInput!) {
  signIn(input: $input) {
    session { accessToken }
    user { email }
    userErrors { __typename ... on UserError { message } }
  }
}`;

/** Signs in with a password; throws when refused. */
export async function signIn(
  url: string,
  account: { email: string; password: string },
): Promise<GraphClient> {
  const { signIn: payload } = await graphClient(url).get<{
    signIn: { session: { accessToken: string } | null; userErrors: { message: string }[] };
  }>(signInMutation, { input: account });
  if (payload.session === null) throw new Error(JSON.stringify(payload.userErrors));
  return graphClient(url, payload.session.accessToken);
}
