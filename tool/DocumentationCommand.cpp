// `premap documentation FOLDER`: manual pages and completions, made of what
// --help says. Hidden: for the build, which installs them.
#include "tool/Commands.h"
#include "tool/Version.h"
#include "tool/cli/CommandText.h"
#include "tool/cli/Completion.h"
#include "tool/cli/ManPage.h"
#include "tool/deliver/ExitCode.h"
#include "tool/deliver/Output.h"
#include "tool/tree/AtomicWrite.h"

#include "CLI/CLI.hpp"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <map>
#include <memory>

namespace premap {

static ManualFacts facts() {
  ManualFacts Facts;
  // Not the commit: the same release has the same pages.
  Facts.Version = versionText().substr(0, versionText().find(" ("));
  auto status = [&](int Code, const char *Text) {
    Facts.ExitStatus.emplace_back(std::to_string(Code), Text);
  };
  status(ExitOk, "Done, nothing to report.");
  status(ExitFindings, "Findings; with --exit-code, changes.");
  status(ExitUsage, "Wrong usage, or the tree is not configured.");
  status(ExitIncomplete,
         "The analysis is incomplete: a file was not read, a verdict is "
         "inconclusive, or a handler that was named is not compiled.");
  status(ExitRefuted, "A rewrite was refuted.");
  status(ExitInternal, "A bug of premap.");
  status(ExitInterrupted, "Interrupted.");
  Facts.Environment = {
      {"PREMAP_CACHE",
       "The folder of everything that is derived from trees (default: premap "
       "below $XDG_CACHE_HOME, else below ~/.cache)."},
      {"NO_COLOR", "If it is set and not empty: no colours."},
      {"SOURCE_DATE_EPOCH", "The date of the patches of a series."}};
  return Facts;
}

static int writeDocumentation(const CLI::App &App, const std::string &Folder) {
  const CommandText Program = describe(App);
  std::map<std::string, std::string> Files;
  for (const auto &[Name, Text] : manPages(Program, facts()))
    Files["man/" + Name] = Text;
  // As the shells look for them.
  Files["bash/premap"] = bashCompletion(Program);
  Files["zsh/_premap"] = zshCompletion(Program);
  Files["fish/premap.fish"] = fishCompletion(Program);
  for (const auto &[Name, Text] : Files) {
    const std::string Path = Folder + "/" + Name;
    if (std::error_code EC = llvm::sys::fs::create_directories(
            llvm::sys::path::parent_path(Path))) {
      complain("cannot write " + Path + ": " + EC.message());
      return ExitUsage;
    }
    if (llvm::Error E = writeFileAtomically(Path, Text))
      return fail(std::move(E), ExitUsage);
  }
  return ExitOk;
}

void addDocumentationCommand(CLI::App &App, CommandAction &Action) {
  CLI::App *Sub = App.add_subcommand(
      "documentation", "Write manual pages and completions for shells");
  Sub->group("");
  auto Folder = std::make_shared<std::string>();
  Sub->add_option("FOLDER", *Folder, "Where to")->required();
  Sub->callback([Folder, &App, &Action] {
    Action = [Folder, &App] { return writeDocumentation(App, *Folder); };
  });
}

} // namespace premap
