import type { Command } from 'commander';
import { environment, parseCliConfig } from '../config.ts';

export function addRetentionCommand(program: Command): void {
  program
    .command('retention')
    .description('move old readings to where they take less, and drop those that are too old')
    .option('--dry-run', 'say what would be moved and dropped, and change nothing')
    .addHelpText(
      'after',
      `
Readings lie as rows, then packed by the day, then in Parquet files, and then they are dropped.
\`waris up\` and \`waris serve telemetry\` do this each day by themselves.

Environment:
  WARIS_RETENTION          days as rows, until the archive, and in all, where they differ from
                           flow=7/30/1826,pressure=7/30/1826,register=30/365/1826
  WARIS_ARCHIVE_DIR        folder of the archive (archive in WARIS_DATA_DIR)
  WARIS_ARCHIVE_CACHE_MB   what is kept there of files fetched from ARCHIVE_URL (1000)
  WARIS_RETENTION_MINUTES  how often a service looks (60); 0: never`,
    )
    .action(async (options: { dryRun?: boolean }) => {
      const { retention } = await import('../system/retention.ts');
      await retention(parseCliConfig(environment), environment, options.dryRun === true);
    });
}
