import { writeFileSync } from 'node:fs';
import { settingsAsMarkdown } from '../../service/config/describe-settings.ts';
import { settingGroups } from '../../service/configuration.ts';

// Writes docs/settings.md from the schemas; a spec fails when the page is not what this would write.
writeFileSync(
  'docs/settings.md',
  `# Settings

Everything is set by environment variables, or on the command line: \`npm start -- --queue-name rubis\` sets \`QUEUE_NAME\`, and wins over the
environment. \`node build/main.js --help\` prints the same list. A wrong value, or a name that is nearly a
setting's, stops the start with the variable's name and the rule. An empty variable counts as unset.

This page is written by \`npm run docs:settings\`.

${settingsAsMarkdown(settingGroups())}`,
);
