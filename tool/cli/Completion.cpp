#include "tool/cli/Completion.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

#include <functional>

using llvm::StringRef;

namespace premap {
namespace {

/// Calls \p Visit with each command and its path: "", "scan", "baseline
/// create".
void eachCommand(const CommandText &Command, const std::string &Path,
                 const std::function<void(const CommandText &,
                                          const std::string &)> &Visit) {
  Visit(Command, Path);
  for (const CommandText &Sub : Command.Commands)
    eachCommand(Sub, Path.empty() ? Sub.Name : Path + " " + Sub.Name, Visit);
}

std::vector<OptionText> optionsOf(const CommandText &Command) {
  std::vector<OptionText> All;
  for (const OptionGroup &Group : Command.Groups)
    All.insert(All.end(), Group.Options.begin(), Group.Options.end());
  return All;
}

/// In single quotes, for bash and zsh.
std::string shellQuoted(StringRef Text) {
  std::string Out = "'";
  for (char C : Text)
    Out += C == '\'' ? std::string("'\\''") : std::string(1, C);
  return Out + "'";
}

/// The first sentence's worth of a description.
StringRef shortened(StringRef Text) {
  for (StringRef End : {": ", "; ", " (default"})
    Text = Text.split(End).first;
  return Text;
}

std::string replaced(std::string Text, StringRef What, StringRef By) {
  for (size_t At = 0; (At = Text.find(What, At)) != std::string::npos;
       At += By.size())
    Text.replace(At, What.size(), By);
  return Text;
}

} // namespace

std::string bashCompletion(const CommandText &Program) {
  std::string Commands, Options, Values;
  auto addCase = [](std::string &To, const std::string &Patterns,
                    const std::string &Text) {
    To += "\t" + Patterns + ") echo " + shellQuoted(Text) + " ;;\n";
  };
  eachCommand(
      Program, "", [&](const CommandText &Command, const std::string &Path) {
        std::vector<std::string> Names, Below;
        for (const CommandText &Sub : Command.Commands)
          Below.push_back(Sub.Name);
        for (const OptionText &Option : optionsOf(Command)) {
          Names.insert(Names.end(), Option.Names.begin(), Option.Names.end());
          if (Option.Value.empty())
            continue;
          std::vector<std::string> Patterns;
          for (const std::string &Name : Option.Names)
            Patterns.push_back(shellQuoted(Path + ":" + Name));
          addCase(Values, llvm::join(Patterns, "|"),
                  Option.takesFolder()     ? "@folders"
                  : Option.Choices.empty() ? "@files"
                                           : llvm::join(Option.Choices, " "));
        }
        if (!Below.empty())
          addCase(Commands, shellQuoted(Path), llvm::join(Below, " "));
        addCase(Options, shellQuoted(Path), llvm::join(Names, " "));
      });
  const std::string Body = R"sh(
# $1: the command so far, behind premap.
_premap_commands() {
	case $1 in
%COMMANDS%	esac
}

_premap_options() {
	case $1 in
%OPTIONS%	esac
}

# What the value of an option may be; nothing if it takes none.
_premap_values() {
	case $1 in
%VALUES%	esac
}

_premap() {
	local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	local path= word i offered
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		[[ ${COMP_WORDS[i - 1]} == -C ]] && continue
		if [[ " $(_premap_commands "$path") " == *" $word "* ]]; then
			path=${path:+$path }$word
		fi
	done
	[[ $before == = ]] && before=${COMP_WORDS[COMP_CWORD - 2]}
	[[ $current == = ]] && current=
	[[ $before == -C ]] && path=
	offered=$(_premap_values "$path:$before")
	if [[ -z $offered && $current == -* ]]; then
		offered=$(_premap_options "$path")
	elif [[ -z $offered ]]; then
		offered=$(_premap_commands "$path")
	fi
	case $offered in
	@folders) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
	@files | "") mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
	*) mapfile -t COMPREPLY < <(compgen -W "$offered" -- "$current") ;;
	esac
}

complete -o filenames -F _premap premap
)sh";
  return "# What TAB offers behind premap, for bash.\n" +
         replaced(replaced(replaced(Body, "%COMMANDS%", Commands), "%OPTIONS%",
                           Options),
                  "%VALUES%", Values);
}

/// The specifications of an option for _arguments, behind \p Indent. A long
/// name may have its value behind "=".
static std::string zshSpec(const OptionText &Option,
                           const std::string &Indent) {
  std::string Text = shortened(Option.Description).str();
  for (const char *Special : {"\\", "[", "]", ":"})
    Text = replaced(Text, Special, std::string("\\") + Special);
  std::string Value;
  if (Option.takesFolder())
    Value = ":folder:_files -/";
  else if (!Option.Choices.empty())
    Value = ":value:(" + llvm::join(Option.Choices, " ") + ")";
  else if (!Option.Value.empty())
    Value = ":value:_files";
  std::string Out;
  for (const std::string &Name : Option.Names) {
    bool HasEquals = !Value.empty() && StringRef(Name).starts_with("--");
    Out += " \\\n" + Indent + "\t" +
           shellQuoted((Option.Repeatable ? "*" : "") + Name +
                       (HasEquals ? "=" : "") + "[" + Text + "]" + Value);
  }
  return Out;
}

/// One case for \p Command: what follows its name.
static std::string zshCase(const CommandText &Command,
                           const std::string &Indent) {
  const bool HasMore = !Command.Commands.empty();
  std::string Out = Indent + Command.Name + ")\n" + Indent + "\t_arguments" +
                    (HasMore ? " -C" : "");
  for (const OptionText &Option : optionsOf(Command))
    Out += zshSpec(Option, Indent + "\t");
  Out += " \\\n" + Indent + "\t\t";
  if (!HasMore)
    return Out + "'*:file:_files'\n" + Indent + "\t;;\n";
  std::vector<std::string> Names;
  for (const CommandText &Below : Command.Commands)
    Names.push_back(Below.Name);
  Out += "'1:command:(" + llvm::join(Names, " ") + ")' \\\n" + Indent +
         "\t\t'*::argument:->below'\n" + Indent + "\tcase $line[1] in\n";
  for (const CommandText &Below : Command.Commands)
    Out += zshCase(Below, Indent + "\t");
  return Out + Indent + "\tesac\n" + Indent + "\t;;\n";
}

std::string zshCompletion(const CommandText &Program) {
  std::string Cases;
  for (const CommandText &Command : Program.Commands)
    Cases += zshCase(Command, "\t\t");
  std::string Commands;
  for (const CommandText &Command : Program.Commands)
    Commands += "\t\t" +
                shellQuoted(Command.Name + ":" +
                            replaced(shortened(Command.Description).str(), ":",
                                     "\\:")) +
                "\n";
  std::string Out = R"sh(#compdef premap
# What TAB offers behind premap, for zsh.
_premap() {
	local context state line
	local -a commands
	typeset -A opt_args
	commands=(
%COMMANDS%	)
	_arguments -C \
		'-C[Folder to go to first]:folder:_files -/' \
		'--version[Say which premap this is]' \
		'(-h --help)'{-h,--help}'[Help]' \
		'1:command:->command' \
		'*::argument:->argument'
	case $state in
	command)
		_describe command commands
		;;
	argument)
		case $line[1] in
%CASES%		esac
		;;
	esac
}

_premap "$@"
)sh";
  return replaced(replaced(Out, "%COMMANDS%", Commands), "%CASES%", Cases);
}

/// In single quotes, for fish.
static std::string fishQuoted(StringRef Text) {
  return "'" + replaced(replaced(Text.str(), "\\", "\\\\"), "'", "\\'") + "'";
}

std::string fishCompletion(const CommandText &Program) {
  std::string Out = "# What TAB offers behind premap, for fish.\n";
  eachCommand(
      Program, "", [&](const CommandText &Command, const std::string &Path) {
        std::string When = "__fish_use_subcommand";
        if (!Path.empty()) {
          When.clear();
          llvm::SmallVector<StringRef, 2> Names;
          StringRef(Path).split(Names, ' ');
          for (StringRef Name : Names)
            When += (When.empty() ? "" : "; and ") +
                    ("__fish_seen_subcommand_from " + Name).str();
        }
        const std::string Start = "complete -c premap -n " + shellQuoted(When);
        for (const CommandText &Sub : Command.Commands)
          Out += Start + " -f -a " + Sub.Name + " -d " +
                 fishQuoted(shortened(Sub.Description)) + "\n";
        for (const OptionText &Option : optionsOf(Command)) {
          Out += Start;
          for (StringRef Name : Option.Names)
            Out += Name.consume_front("--") ? " -l " + Name.str()
                                            : " -s " + Name.drop_front().str();
          if (Option.takesFolder())
            Out += " -xa '(__fish_complete_directories)'";
          else if (!Option.Choices.empty())
            Out += " -xa " + fishQuoted(llvm::join(Option.Choices, " "));
          else if (!Option.Value.empty())
            Out += " -r";
          Out += " -d " + fishQuoted(shortened(Option.Description)) + "\n";
        }
      });
  return Out;
}

} // namespace premap
