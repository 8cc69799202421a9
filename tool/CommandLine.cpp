#include "tool/CommandLine.h"

#include "CLI/CLI.hpp"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FileSystem.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unistd.h>

using llvm::StringRef;

namespace premap {

std::string enterFolder(std::vector<std::string> &Arguments) {
  for (size_t I = 0; I < Arguments.size() && Arguments[I] != "--";) {
    StringRef Word = Arguments[I];
    if (!Word.consume_front("-C")) {
      ++I;
      continue;
    }
    bool Apart = Word.empty();
    if (Apart && I + 1 == Arguments.size())
      return "-C wants a folder";
    std::string Folder = Apart ? Arguments[I + 1] : Word.str();
    if (::chdir(Folder.c_str()) != 0)
      return "cannot go to '" + Folder + "': " + std::strerror(errno);
    Arguments.erase(Arguments.begin() + I, Arguments.begin() + I + 1 + Apart);
  }
  // Clang cannot work in a folder that somebody has removed, and every name
  // would be seen from there.
  llvm::SmallString<256> Here;
  if (std::error_code EC = llvm::sys::fs::current_path(Here))
    return "the current folder is gone (" + EC.message() +
           "); go to another one, or say -C DIR";
  return "";
}

bool asksForJson(const std::vector<std::string> &Arguments) {
  for (size_t I = 0; I < Arguments.size(); ++I)
    if (Arguments[I] == "--output=json" ||
        (Arguments[I] == "json" && I && Arguments[I - 1] == "--output"))
      return true;
  return false;
}

/// The one of \p Known that \p Word is most likely a misspelling of; "" if none
/// is near.
static std::string nearest(StringRef Word,
                           const std::vector<std::string> &Known) {
  unsigned Least = std::max<unsigned>(2, Word.size() / 3) + 1;
  std::string Found;
  for (const std::string &Name : Known) {
    unsigned Distance =
        Word.edit_distance(Name, /*AllowReplacements=*/true, Least);
    if (Distance < Least) {
      Least = Distance;
      Found = Name;
    }
  }
  return Found;
}

static std::string suggestion(const std::string &Near) {
  return Near.empty() ? "" : "; did you mean " + Near + "?";
}

static std::vector<std::string> commandNames(const CLI::App &App) {
  std::vector<std::string> Names;
  for (const CLI::App *Sub : App.get_subcommands(nullptr))
    if (!Sub->get_group().empty())
      Names.push_back(Sub->get_name());
  return Names;
}

/// Those of \p App and of the command that was chosen.
static std::vector<std::string> optionNames(const CLI::App &App) {
  std::vector<std::string> Names;
  std::vector<const CLI::App *> Apps{&App};
  for (const CLI::App *Sub : App.get_subcommands(nullptr))
    if (Sub->parsed())
      Apps.push_back(Sub);
  for (const CLI::App *Each : Apps)
    for (const CLI::Option *Option : Each->get_options())
      for (const std::string &Name : Option->get_lnames())
        Names.push_back("--" + Name);
  return Names;
}

static std::string unknownOption(StringRef Word, const CLI::App &App) {
  std::string Name = Word.split('=').first.str();
  return "there is no option " + Name +
         suggestion(nearest(Name, optionNames(App)));
}

std::string sentenceFor(const CLI::ParseError &Problem, const CLI::App &App,
                        const std::vector<std::string> &Arguments) {
  if (!Arguments.empty() && !StringRef(Arguments[0]).starts_with("-")) {
    std::vector<std::string> Names = commandNames(App);
    if (std::find(Names.begin(), Names.end(), Arguments[0]) == Names.end()) {
      std::string Near = nearest(Arguments[0], Names);
      return "'" + Arguments[0] + "' is no command" +
             (Near.empty() ? "; `premap --help` lists them" : suggestion(Near));
    }
  }
  // A problem's name is that of the command.
  int Kind = Problem.get_exit_code();
  if (Kind == int(CLI::ExitCodes::ExtrasError)) {
    // CLI11 hands the words out as text only.
    StringRef Extras = StringRef(Problem.what()).rsplit(": ").second;
    llvm::SmallVector<StringRef, 4> Words;
    Extras.split(Words, ' ');
    for (StringRef Word : Words)
      if (Word.starts_with("-"))
        return unknownOption(Word, App);
    return "'" + Words.front().str() + "' is one argument too many";
  }
  if (Kind == int(CLI::ExitCodes::RequiredError) &&
      App.get_subcommands().empty())
    return Arguments.empty()
               ? "say what to do; `premap --help` lists the commands"
               : unknownOption(Arguments.front(), App);
  return Problem.what();
}

} // namespace premap
