import { Option, type Command } from 'commander';
import { environment } from '../config.ts';

type ServeOptions = {
  readonly supergraph?: string;
  readonly port?: string;
  readonly host?: string;
  readonly anonymous?: boolean;
};

/** `waris serve gateway|identity|…`: one service in this process, told all by its environment. */
export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('run one service: gateway, identity, network, telemetry, analysis or knowledge')
    .argument('<service>', 'which service')
    .option('--port <number>', 'port to listen on (PORT)')
    .option('--host <address>', 'address to listen on (HOST)')
    .option('--supergraph <file>', 'gateway: the supergraph to serve, by default the one of WARIS')
    .addOption(new Option('--anonymous', 'gateway: serve without sign-in'))
    .addHelpText(
      'after',
      '\nExample: waris serve gateway --supergraph graph.graphql --port 4010 --anonymous',
    )
    .action(async (service: string, options: ServeOptions) => {
      const variables = {
        ...environment,
        ...(options.port === undefined ? {} : { PORT: options.port }),
        ...(options.host === undefined ? {} : { HOST: options.host }),
      };
      if (service === 'gateway') {
        const { runGateway } = await import('../system/run-gateway.ts');
        await runGateway(variables, {
          supergraph: options.supergraph,
          anonymous: options.anonymous === true,
        });
      } else {
        const { runSubgraph } = await import('../system/run-subgraph.ts');
        await runSubgraph(service, variables);
      }
    });
}
