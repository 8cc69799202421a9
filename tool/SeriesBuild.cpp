#include "tool/SeriesBuild.h"

#include "tool/SeriesStates.h"
#include "tool/Version.h"
#include "tool/deliver/ReasonText.h"
#include "tool/series/Prose.h"
#include "tool/tree/CleanTree.h"
#include "tool/tree/Sandbox.h"

#include "CLI/CLI.hpp"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FileSystem.h"

#include <cstdlib>

using llvm::StringRef;

namespace premap {

void addTreeScriptsOption(CLI::App &App, bool &NoTreeScripts) {
  App.add_flag("--no-tree-scripts", NoTreeScripts,
               "Do not run scripts/checkpatch.pl and get_maintainer.pl: they "
               "are the tree's own programs and run with your rights, as its "
               "makefiles do");
}

/// SOURCE_DATE_EPOCH, if it is set.
static llvm::Error readSourceDate(SeriesRequest &Request) {
  const char *Epoch = std::getenv("SOURCE_DATE_EPOCH");
  if (!Epoch || Request.Time)
    return llvm::Error::success();
  int64_t Time = 0;
  if (StringRef(Epoch).getAsInteger(10, Time) || Time < 0)
    return llvm::createStringError(
        "SOURCE_DATE_EPOCH is no number of seconds: '" + StringRef(Epoch) +
        "'");
  Request.Time = Time;
  return llvm::Error::success();
}

llvm::Error prepareSeries(const CommonOptions &Common, SeriesOptions &Options) {
  SeriesRequest &Request = Options.Request;
  Request.Sandbox = Common.Sandbox;
  if (Common.Sandbox && !Options.NoTreeScripts)
    if (llvm::Error E = checkSandbox())
      return E;
  Request.Tool = versionText();
  Request.Scripts = !Options.NoTreeScripts;
  llvm::Expected<KernelTree> Tree = KernelTree::open(Common.Tree);
  if (!Tree)
    return Tree.takeError();
  Request.Root = Tree->root();
  if (llvm::Error E = readSourceDate(Request))
    return E;
  auto Repository = TreeRepository::open(Request.Root);
  if (!Repository)
    return Repository.takeError();
  Request.Repository = std::move(*Repository);
  if (!Request.Repository) {
    if (Request.Branch.empty())
      return llvm::Error::success();
    return llvm::createStringError(
        Request.Root +
        " is not the top of a git work tree, so that there is "
        "nothing to put the branch '" +
        Request.Branch + "' into");
  }
  if (!Options.AllowDirty)
    if (llvm::Error E = requireCleanTree(Request.Root))
      return E;
  return Request.Branch.empty()
             ? llvm::Error::success()
             : Request.Repository->checkNewBranch(Request.Branch);
}

/// KBUILD_MODFILE of \p File, which names what it is linked into.
static std::string driverOf(const TreeScan &Scan, const std::string &File) {
  for (const CompileCommand &Command : Scan.commands(File))
    for (StringRef Word : Command.Arguments)
      if (Word.consume_front("-DKBUILD_MODFILE="))
        return Word.trim("\"").str();
  return "";
}

llvm::Expected<Series> buildSeries(const TreeScan &Scan,
                                   const RewriteResult &Result,
                                   const CommonOptions &Common,
                                   const SeriesOptions &Options) {
  Maintainers Sections =
      Maintainers::parse(Scan.read("MAINTAINERS").value_or(""));
  SeriesFacts Facts{
      Sections, [&](const std::string &File) { return driverOf(Scan, File); },
      [&](const std::string &File) { return Scan.read(File); }};
  llvm::Expected<SeriesPlan> Plan =
      planSeries(Scan.Result, Result, Options.Filter, Options.By, Facts);
  if (!Plan)
    return Plan.takeError();
  if (llvm::Error E = settleStates(Scan, Common, Facts, *Plan))
    return std::move(E);
  if (Options.Limit)
    limitSeries(*Plan, Options.Limit);
  return writeSeries(*Plan, Scan.Result, Result, Facts, Options.Request);
}

llvm::Error makeBranch(const Series &Made, const SeriesRequest &Request) {
  if (Made.Branch.empty())
    return llvm::Error::success();
  return Request.Repository->makeBranch(Made.Branch, Made.Head);
}

std::string seriesSummary(const Series &Made) {
  size_t Handlers = 0, Guesses = 0, Errors = 0, OldErrors = 0;
  for (const SeriesMail &M : Made.Mails) {
    Handlers += M.Patch.Conversions.size();
    Guesses += M.Prefix.isGuess();
    for (const CheckResidue &R : M.Residue)
      if (R.Level == "ERROR")
        ++(R.Why.empty() ? Errors : OldErrors);
  }
  std::string Out = "series: " + count(Made.Mails.size(), "patch", "patches") +
                    " with " + count(Handlers, "handler");
  if (!Made.Branch.empty())
    Out += ", on the branch " + Made.Branch;
  Out += "; " + count(Made.Left.size(), "conversion") + " left out\n";
  if (Guesses)
    Out += "  the prefix of " + count(Guesses, "subject") +
           " is a guess: see \"prefix\" in series.json\n";
  if (Errors)
    Out += "  checkpatch.pl has " + count(Errors, "error") +
           ": see \"checkpatch\" in series.json\n";
  if (OldErrors)
    Out += "  checkpatch.pl has " + count(OldErrors, "error") +
           " that the old text has too: see \"checkpatch\" in series.json\n";
  for (const LeftOut &L : Made.Left)
    Out += "  left out: " + L.Id + ": " + L.Why + "\n";
  for (const LeftOut &L : Made.Dropped)
    Out += "  no longer in the series: " + L.Id + ": " + L.Why + "\n";
  for (const std::string &Warning : Made.Warnings)
    Out += "  note: " + Warning + "\n";
  return Out;
}

} // namespace premap
