#include "tool/tree/DryRun.h"

#include "tool/tree/CompileFlags.h"
#include "tool/tree/ShellWords.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

#include <optional>

using llvm::StringRef;

namespace premap {

std::string dryRunMarkerVariable() {
  return "quiet_cmd_cc_o_c=PREMAP $(if $(filter $@,$(real-obj-y) "
         "$(real-obj-m) $(lib-y)),built,spare) $@";
}

namespace {

class DryRunParser {
public:
  DryRunParser(StringRef Directory, const KernelTree &Tree)
      : Directories{Directory.str()}, Tree(Tree) {}

  void parse(StringRef Output);
  std::map<std::string, DryRunCommand> Commands;

private:
  void onCommand(const Words &Command);
  void onEcho(StringRef Text);
  void onCompile(const Words &Command);

  std::vector<std::string> Directories;
  llvm::StringMap<bool> IsConfigured; ///< by object, as the output spells it
  const KernelTree &Tree;
};

} // namespace

/// The next line, joined with those that backslashes continue it with.
static StringRef takeLogicalLine(StringRef &Text) {
  size_t End = 0;
  for (;;) {
    End = Text.find('\n', End);
    if (End == StringRef::npos) {
      StringRef Line = Text;
      Text = StringRef();
      return Line;
    }
    if (End == 0 || Text[End - 1] != '\\')
      break;
    ++End;
  }
  StringRef Line = Text.take_front(End);
  Text = Text.drop_front(End + 1);
  return Line;
}

void DryRunParser::parse(StringRef Output) {
  while (!Output.empty()) {
    StringRef Line = takeLogicalLine(Output);
    // Most lines are about folders, dependencies and links.
    bool Compiles = Line.contains(".c") && Line.contains("-c");
    bool Moves = Line.contains(": Entering directory") ||
                 Line.contains(": Leaving directory");
    if (!Compiles && !Moves)
      continue;
    for (const Words &Command : splitShellCommands(Line))
      onCommand(Command);
  }
}

void DryRunParser::onCommand(const Words &Command) {
  if (Command.size() == 4 && Command[2] == "directory") {
    // make starts in the tree and goes on to the build folder, with or without
    // saying so; nothing is compiled in the tree.
    if (Command[1] == "Entering")
      Directories.push_back(Command[3] == Tree.root() ? Directories.back()
                                                      : Command[3]);
    else if (Command[1] == "Leaving" && Directories.size() > 1)
      Directories.pop_back();
  } else if (Command.size() == 2 && Command[0] == "echo") {
    onEcho(Command[1]);
  } else {
    onCompile(Command);
  }
}

void DryRunParser::onEcho(StringRef Text) {
  if (!Text.consume_front("# PREMAP "))
    return;
  auto [State, Object] = Text.split(' ');
  bool &Configured = IsConfigured[Object.trim()];
  Configured |= State == "built";
}

void DryRunParser::onCompile(const Words &Command) {
  auto Compiler = Command.begin();
  if (isCompilerWrapper(*Compiler))
    ++Compiler;
  if (Compiler == Command.end() || !isCompilerName(*Compiler) ||
      !llvm::is_contained(Command, "-c"))
    return;
  StringRef Source, Object;
  for (auto Word = Compiler + 1; Word != Command.end(); ++Word) {
    if (*Word == "-o" && Word + 1 != Command.end())
      Object = *++Word;
    else if (*Word == "-include" && Word + 1 != Command.end())
      ++Word;
    else if (StringRef(*Word).ends_with(".c") &&
             !StringRef(*Word).starts_with("-"))
      Source = *Word;
  }
  const std::string &Directory = Directories.back();
  std::optional<std::string> Path =
      Source.empty() ? std::nullopt : Tree.relative(Source, Directory);
  // Programs for the build machine are no kernel code.
  if (!Path || StringRef(*Path).starts_with("scripts/") ||
      StringRef(*Path).starts_with("tools/"))
    return;
  DryRunCommand New;
  auto Marked = IsConfigured.find(Object);
  New.Configured = Marked == IsConfigured.end() || Marked->second;
  auto [Entry, IsNew] = Commands.try_emplace(*Path);
  if (!IsNew && (Entry->second.Configured || !New.Configured))
    return;
  New.Command.Directory = Directory;
  New.Command.File = Source.str();
  New.Command.Arguments = Command;
  Entry->second = std::move(New);
}

std::map<std::string, DryRunCommand>
parseDryRun(StringRef Output, StringRef Directory, const KernelTree &Tree) {
  DryRunParser Parser(Directory, Tree);
  Parser.parse(Output);
  return std::move(Parser.Commands);
}

} // namespace premap
