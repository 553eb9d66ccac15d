import { InvalidArgumentError, Option, type Command } from 'commander';
import { environment, parseCliConfig } from '../config.ts';
import type { NetworkFileOptions } from '../imports/import-network-file.ts';
import type { ReadingsFileOptions } from '../imports/import-readings-file.ts';

export function addImportCommand(program: Command): void {
  const imports = program.command('import').description('read networks and readings from files');
  addNetwork(imports);
  addReadings(imports);
}

const list = (text: string): readonly string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

function addNetwork(imports: Command): void {
  imports
    .command('network')
    .description('read an EPANET network: its DMAs, pipes, meters, tanks and boundaries')
    .argument('<file>', 'EPANET input file')
    .requiredOption('--branch <code>', 'branch to read it into; made when it is new')
    .option('--branch-name <name>', 'English name of a new branch, by default its code')
    .option('--branch-name-th <name>', 'Thai name of a new branch, by default the English one')
    .option('--region <code>', 'region of a new branch, when its code does not tell')
    .option('--meters <links>', 'links whose flow is metered, separated by commas', list, [])
    .option('--pressure-sensors <nodes>', 'nodes at which pressure is measured', list, [])
    .option('--level-sensors <tanks>', 'tanks whose level is measured, by default all', list)
    .option('--mapping <file>', 'JSON that says which nodes make up which DMA')
    .option('--projection <name>', 'of the coordinates, such as EPSG:32647 or a PROJ string')
    .option('--origin <longitude,latitude>', 'place local metres with their (0, 0) here', point)
    .addHelpText(
      'after',
      `
Without --mapping the DMAs are the areas between closed pipes, valves, pumps and tanks.
A meter counts positive from the link's first node to its second. The same file twice changes nothing.

Example:
  waris import network town.inp --branch 5531012 --meters p227,p235 --projection EPSG:32647`,
    )
    .action(async (file: string, options: NetworkFileOptions) => {
      const { importNetworkFile } = await import('../imports/import-network-file.ts');
      await importNetworkFile(parseCliConfig(environment), environment, file, options);
    });
}

function addReadings(imports: Command): void {
  imports
    .command('readings')
    .description('read flows, pressures or registers from a CSV file, packed with gzip or not')
    .argument('<file>', 'CSV file: one row a reading, or one column a meter')
    .requiredOption('--unit <unit>', 'unit of the values, such as m3/h, L/s, bar or m3')
    .addOption(
      new Option('--quantity <quantity>', 'what the values are')
        .choices(['flow', 'pressure', 'register'])
        .default('flow'),
    )
    .option('--time-zone <name>', 'of times that carry no offset', 'Asia/Bangkok')
    .option('--column <name=serial...>', 'which column (or name) is which meter')
    .addOption(
      new Option('--on-error <what>', 'what to do when a row is bad: store nothing, or the rest')
        .choices(['reject', 'skip'])
        .default('reject'),
    )
    .option('--rejected <file>', 'where rejected rows go, by default beside the file')
    .option('--restart', 'begin at the first row, also when an earlier import was interrupted')
    .addHelpText(
      'after',
      `
The same file twice changes nothing. With --on-error skip the same command again goes on where it was
interrupted; with reject it begins anew, since nothing of the file was stored.

Example:
  waris import readings flows.csv.gz --unit m3/h --column p227=5531012-p227 --on-error skip`,
    )
    .action(async (file: string, options: ReadingsFileOptions) => {
      const { importReadingsFile } = await import('../imports/import-readings-file.ts');
      await importReadingsFile(parseCliConfig(environment), environment, file, options);
    });
}

function point(text: string): { longitude: number; latitude: number } {
  const [longitude, latitude, ...rest] = text.split(',').map(Number);
  const isPoint = Number.isFinite(longitude) && Number.isFinite(latitude) && rest.length === 0;
  if (!isPoint || longitude === undefined || latitude === undefined) {
    throw new InvalidArgumentError('Two numbers, as in 100.5,13.7.');
  }
  return { longitude, latitude };
}
