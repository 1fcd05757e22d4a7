import { Argument, Command } from 'commander';
import { stringify } from 'yaml';
import type { Lab } from '../catalog/lab.ts';
import type { LabWorld } from '../lab-world.ts';
import { readRules, scenarioFolder } from '../runner/scenario.ts';
import { labArgument } from './lab-argument.ts';

export function showCommand({ print }: LabWorld): Command {
  return new Command('show')
    .description('one lab: question, source, rule, controls, and how to do it by hand')
    .addArgument(new Argument('<lab>', 'its name').argParser(labArgument))
    .action(async (lab: Lab) => {
      const { title, row, question, source, since, client, images, controls, caughtBy, scenario } = lab;
      print(`${title} (${row})\n${question}\n`);
      print(`Source   ${source.where}\n         ${source.setUp}\n         saw: ${source.saw}`);
      for (const change of since) print(`Since    ${change}`);
      print(`Client   ${client.why}`);
      if (images.length > 0) print(`Images   ${images.join(', ')}`);
      for (const { name, title: wrong } of controls)
        print(`Control  ${name}: ${wrong}; caught by ${caughtBy[name]!.join(' or ')}`);
      print(`\nBy hand: istio/scenarios/${scenario}/README.md. The rule:\n`);
      for (const object of await readRules(scenarioFolder(scenario))) print(`---\n${stringify(object).trimEnd()}`);
    });
}
