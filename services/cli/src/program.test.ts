import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { createProgram } from './program.ts';

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function helpOf(command: Command): string {
  let printed = '';
  command.configureOutput({ writeOut: (text) => (printed += text) }).outputHelp();
  return printed;
}

describe('help', () => {
  test('of every command says what it does', () => {
    for (const command of everyCommand(createProgram())) expect(command.description(), command.name()).not.toBe('');
  });

  test('of every command that does something has examples, which are commands that can be typed', () => {
    const doing = everyCommand(createProgram()).filter(({ commands }) => commands.length === 0);
    expect(doing.length).toBe(12);
    for (const command of doing) {
      const examples = helpOf(command).split('Examples:\n')[1]!.trim().split('\n');
      for (const example of examples) expect(example).toContain(`weather`);
      expect(examples.join(' ')).toContain(command.name());
    }
  });
});

describe('a command line that makes no sense', () => {
  test.each([
    ['simulate --threads 65', 'from 1 to 64'],
    ['simulate --rate 1 --speed 1', 'cannot be used with'],
    ['simulate --duration soon', '10s, 2m or 1h'],
    ['observations --from yesterday', 'RFC 3339'],
    ['observations --all --limit 3', 'cannot be used with'],
    ['tail --types rain', 'observation, forecast, anomaly'],
    ['tail --after 3 --from-beginning', 'cannot be used with'],
    ['dead-letters redrive x', 'whole number'],
    ['stats --url ftp://here', 'must be an http URL'],
    ['completion tcsh', 'bash, zsh, fish'],
  ])('%s', async (line, reason) => {
    const program = createProgram();
    let said = '';
    for (const command of everyCommand(program)) command.configureOutput({ writeErr: (text) => (said += text) });
    await expect(program.parseAsync(line.split(' '), { from: 'user' })).rejects.toMatchObject({ exitCode: 1 });
    expect(said).toContain(reason);
    expect(said).toContain('--help shows what is possible');
  });
});
