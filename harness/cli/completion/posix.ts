/** Scripts for bash and zsh: the same tables of words; only how a shell asks and is told differs. */
import { quoted } from "./quote.ts";
import type { CompletionCommand, CompletionTree, Values } from "./tree.ts";

/** For `source <(resolver-matrix completion bash)`. */
export function bashScript({ tool, commands }: CompletionTree): string {
  return `# Completion of ${tool} in bash. Load it with: source <(resolver-matrix completion bash)
${tables(commands)}
_resolver_matrix() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} list=''
  COMPREPLY=()
  # bash makes "=" a word of its own: --engine=local and json=report.json
  if [ "$word" = = ]; then
    word=
  elif [ "$before" = = ]; then
    before=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  _resolver_matrix_words "$before" "\${COMP_WORDS[@]:1:COMP_CWORD - 1}"
  case $word in
    -*) _resolver_matrix_offer "$_resolver_matrix_options" ;;
  esac
  if [ -n "$_resolver_matrix_list" ]; then
    list=\${word%"\${word##*,}"}
    word=\${word##*,}
  fi
  mapfile -t COMPREPLY < <(compgen -P "$list" -W "$_resolver_matrix_reply" -- "$word")
  if [ -n "$_resolver_matrix_files" ]; then
    compopt -o filenames 2>/dev/null
    mapfile -t -O "\${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$word")
  fi
}
complete -F _resolver_matrix resolver-matrix
`;
}

/** For a file named _resolver-matrix in a folder of fpath, or `source <(resolver-matrix completion zsh)`. */
export function zshScript({ tool, commands }: CompletionTree): string {
  return `#compdef resolver-matrix
# Completion of ${tool} in zsh. Load it with: source <(resolver-matrix completion zsh)
${tables(commands)}
_resolver_matrix() {
  local word=\${words[CURRENT]} before=\${words[CURRENT-1]}
  case $word in
    --*=*)
      before=\${word%%=*}
      compset -P '*='
      ;;
  esac
  _resolver_matrix_words "$before" "\${(@)words[2,CURRENT-1]}"
  case $word in
    --*=*) ;;
    -*) _resolver_matrix_offer "$_resolver_matrix_options" ;;
    *=*)
      compset -P '*='
      _resolver_matrix_offer '' files
      ;;
  esac
  [ -z "$_resolver_matrix_list" ] || compset -P '*,'
  [ -z "$_resolver_matrix_reply" ] || compadd -- \${=_resolver_matrix_reply}
  [ -z "$_resolver_matrix_files" ] || _files
}
if [ "\${funcstack[1]-}" = _resolver-matrix ]; then
  _resolver_matrix "$@"
else
  compdef _resolver_matrix resolver-matrix
fi
`;
}

/**
 * A function that finds the command among the words and says in variables what may follow: words behind the option
 * before the cursor, or, where none stands there that takes a value, the command's own operands.
 */
function tables(commands: readonly CompletionCommand[]): string {
  const [program, ...rest] = commands;
  if (program === undefined) throw new Error("there is no program to complete");
  const paths = rest.map(({ path }) => path.join(" "));
  return `_resolver_matrix_offer() {
  _resolver_matrix_reply=$1 _resolver_matrix_files='' _resolver_matrix_list=''
  case \${2-} in
    files) _resolver_matrix_files=1 ;;
    list) _resolver_matrix_list=1 ;;
  esac
}
_resolver_matrix_words() {
  local before=$1 command='' skip='' word
  shift
  for word in "$@"; do
    if [ -n "$skip" ]; then skip=; continue; fi
    case "$command $word" in
      ${takingValues(commands).join(" | ")}) skip=1; continue ;;
    esac
    case $word in
      -* | =) ;;
      *)
        case "\${command:+$command }$word" in
          ${paths.map(quoted).join(" | ")}) command="\${command:+$command }$word" ;;
        esac
        ;;
    esac
  done
  _resolver_matrix_offer ''
  _resolver_matrix_options=
  case $command in
${commands.map(ownCase).join("\n")}
  esac
  case "$command $before" in
${commands.flatMap(valueCases).join("\n")}
  esac
}`;
}

/** Options behind which the next word is their value, each with its command: one name can be two options. */
function takingValues(commands: readonly CompletionCommand[]): readonly string[] {
  return commands.flatMap(({ path, options }) =>
    options
      .filter(({ values }) => values !== null)
      .flatMap(({ flags }) => flags.map((flag) => quoted(`${path.join(" ")} ${flag}`))),
  );
}

function ownCase({ path, options, operands }: CompletionCommand): string {
  const flags = options.flatMap((option) => option.flags).join(" ");
  return `    ${quoted(path.join(" "))}) _resolver_matrix_options=${quoted(flags)}; ${offer(operands)} ;;`;
}

function valueCases({ path, options }: CompletionCommand): readonly string[] {
  return options.flatMap(({ flags, values }) => {
    if (values === null) return [];
    const patterns = flags.map((flag) => quoted(`${path.join(" ")} ${flag}`)).join(" | ");
    return [`    ${patterns}) ${offer(values)} ;;`];
  });
}

/** A call of the script's own function with what may stand here. */
function offer({ words, files, list }: Values): string {
  return [
    "_resolver_matrix_offer",
    quoted(words.join(" ")),
    ...(files ? ["files"] : []),
    ...(list ? ["list"] : []),
  ].join(" ");
}
