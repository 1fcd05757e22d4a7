import type { CompletionNode } from './completion-tree.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;

type Nodes = readonly CompletionNode[];

const keyOf = ({ path }: CompletionNode) => path.join(' ');
const words = (node: CompletionNode) =>
  [...node.commands.map(({ name }) => name), ...node.argumentChoices, ...node.options.map(({ flag }) => flag)].join(
    ' ',
  );

/** The script that teaches a shell to complete the program's commands, options and their values. */
export function completionScript(shell: (typeof shells)[number], nodes: Nodes): string {
  if (shell === 'fish') return fish(nodes);
  return shell === 'bash' ? bash(nodes) : zsh(nodes);
}

/** Lines of `case` arms: which command a command word leads to. */
const steps = (nodes: Nodes) =>
  nodes
    .filter(({ path }) => path.length > 0)
    .map((node) => `      "${[node.path.slice(0, -1).join(' '), node.path.at(-1)].join(' ')}") at="${keyOf(node)}" ;;`)
    .join('\n');

/** Values of options, by command and option. An option of free value has none: the shell completes files. */
const values = (nodes: Nodes) =>
  nodes
    .flatMap((node) =>
      node.options
        .filter(({ takesValue }) => takesValue)
        .map(({ flag, choices }) => `    "${keyOf(node)} ${flag}") words="${choices.join(' ')}"; value=1 ;;`),
    )
    .join('\n');

const offers = (nodes: Nodes) => nodes.map((node) => `    "${keyOf(node)}") words="${words(node)}" ;;`).join('\n');

function bash(nodes: Nodes): string {
  return `# bash completion for weather: source <(weather completion bash)
_weather() {
  local at="" words="" value="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
${steps(nodes)}
    esac
  done
  case "$at \${COMP_WORDS[COMP_CWORD - 1]}" in
${values(nodes)}
  esac
  [ -n "$value" ] || case "$at" in
${offers(nodes)}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _weather weather
`;
}

function zsh(nodes: Nodes): string {
  return `#compdef weather
# zsh completion for weather: source <(weather completion zsh), or save as _weather in a folder of $fpath
_weather() {
  local at="" list="" value="" i
  for ((i = 2; i < CURRENT; i++)); do
    case "$at \${words[i]}" in
${steps(nodes)}
    esac
  done
  case "$at \${words[CURRENT - 1]}" in
${values(nodes).replaceAll('words=', 'list=')}
  esac
  [[ -n "$value" ]] || case "$at" in
${offers(nodes).replaceAll('words=', 'list=')}
  esac
  if [[ -n "$list" ]]; then compadd -- \${=list}; else _files; fi
}
if [[ "$funcstack[1]" == _weather ]]; then _weather "$@"; else compdef _weather weather; fi
`;
}

function fish(nodes: Nodes): string {
  const lines = nodes.flatMap((node) => {
    const when = `-n ${quoted(condition(node))}`;
    return [
      ...node.commands.map(
        ({ name, description }) => `complete -c weather -f ${when} -a ${name} -d ${quoted(description)}`,
      ),
      ...node.argumentChoices.map((choice) => `complete -c weather -f ${when} -a ${choice}`),
      ...node.options.map(({ flag, description, takesValue, choices }) => {
        const value = choices.length > 0 ? ` -x -a ${quoted(choices.join(' '))}` : takesValue ? ' -r' : '';
        return `complete -c weather ${when} -l ${flag.replace(/^--/, '')}${value} -d ${quoted(description)}`;
      }),
    ];
  });
  return `# fish completion for weather: weather completion fish | source\n${lines.join('\n')}\n`;
}

/** Whether the command line has come to this command and no further. */
function condition({ path, commands }: CompletionNode): string {
  const seen = path.map((name) => `__fish_seen_subcommand_from ${name}`);
  const further =
    commands.length > 0 ? [`not __fish_seen_subcommand_from ${commands.map(({ name }) => name).join(' ')}`] : [];
  return [...seen, ...further].join('; and ') || 'true';
}

const quoted = (text: string) => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
