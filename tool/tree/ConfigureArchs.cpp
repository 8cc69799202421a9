#include "tool/tree/ConfigureArchs.h"

#include "tool/tree/ArchChoice.h"
#include "tool/tree/CompileFlags.h"
#include "tool/tree/Interrupt.h"
#include "tool/tree/Kbuild.h"

#include "llvm/ADT/STLExtras.h"

#include <chrono>
#include <optional>

using llvm::StringRef;

namespace premap {
namespace {

/// Architecture -> files that it might build.
using Promises = std::map<std::string, std::set<std::string>>;

class ArchsConfigurer {
public:
  ArchsConfigurer(const KernelTree &Tree, StringRef BuildFolder,
                  const ArchsRequest &Request, const ConfigureOptions &Options,
                  llvm::function_ref<void(const ArchRun &)> OnRun)
      : Tree(Tree), BuildFolder(BuildFolder), Request(Request),
        Options(Options), OnRun(OnRun) {}

  ArchsResult run();

private:
  void configure(const std::string &Arch, bool First);
  std::vector<std::string> candidatesFor(bool First) const;
  void configureFurther();
  void dropBrokenPromises(const std::set<std::string> &Promised,
                          Promises &Covers) const;
  void tidyOutOfReach();
  std::set<std::string> left() const;

  const KernelTree &Tree;
  StringRef BuildFolder;
  const ArchsRequest &Request;
  const ConfigureOptions &Options;
  llvm::function_ref<void(const ArchRun &)> OnRun;
  bool Any = false; ///< an architecture went well
  std::set<std::string> Failed;
  ArchsResult Result;
};

} // namespace

/// The wanted files without a command.
std::set<std::string> ArchsConfigurer::left() const {
  std::set<std::string> Left;
  for (const std::string &Path : Request.Wanted)
    if (Result.Missing.count(Path))
      Left.insert(Path);
  return Left;
}

std::vector<std::string> ArchsConfigurer::candidatesFor(bool First) const {
  if (First)
    return Request.Candidates.Files;
  std::set<std::string> Paths;
  for (const auto &[Path, Why] : Result.Missing)
    Paths.insert(Path);
  // The tables' functions are compared in the architecture of the table.
  for (const std::string &Path : left())
    if (auto Of = Request.Candidates.Definers.find(Path);
        Of != Request.Candidates.Definers.end())
      Paths.insert(Of->second.begin(), Of->second.end());
  return {Paths.begin(), Paths.end()};
}

void ArchsConfigurer::configure(const std::string &Arch, bool First) {
  ArchRun Run;
  Run.Arch = Arch;
  Run.First = First;
  ConfigureOptions Its = Options;
  std::set<std::string> Before = left();
  if (!First) {
    Its.Leftovers = true;
    Its.OnlyFor.assign(Before.begin(), Before.end());
  }
  std::vector<std::string> Candidates = candidatesFor(First);
  auto Start = std::chrono::steady_clock::now();
  auto Done = configureArch(Tree, BuildFolder, Arch, Candidates, Its);
  Run.Seconds = std::chrono::duration_cast<std::chrono::seconds>(
                    std::chrono::steady_clock::now() - Start)
                    .count();
  if (!Done) {
    Run.Failure = llvm::toString(Done.takeError());
    Failed.insert(Arch);
    OnRun(Run);
    return;
  }
  Run.Result = std::move(*Done);
  if (!Any)
    Result.Missing = Run.Result.Missing;
  else if (!Run.Result.Pointless)
    for (const std::string &Path : Candidates)
      if (!Run.Result.Missing.count(Path))
        Result.Missing.erase(Path);
  Any = true;
  Run.Gained = First ? 0 : Before.size() - left().size();
  OnRun(Run);
}

/// What should be built by one architecture and is not depends on something
/// that the text does not show: for the others too it is no reason to start.
void ArchsConfigurer::dropBrokenPromises(const std::set<std::string> &Promised,
                                         Promises &Covers) const {
  for (const std::string &Path : Promised)
    if (Result.Missing.count(Path))
      for (auto &[Arch, Paths] : Covers)
        Paths.erase(Path);
}

/// Drops what got its command after all.
void ArchsConfigurer::tidyOutOfReach() {
  for (auto &[Arch, Paths] : Result.OutOfReach)
    std::erase_if(Paths, [&](const std::string &Path) {
      return !Result.Missing.count(Path);
    });
  std::erase_if(Result.OutOfReach,
                [](const auto &Entry) { return Entry.second.empty(); });
}

void ArchsConfigurer::configureFurther() {
  std::set<std::string> Left = left();
  if (Left.empty())
    return;
  Promises Covers;
  for (const std::string &Arch : archsOf(Tree))
    Covers[Arch] = mightBuild(Tree, Arch, Left);
  for (const std::string &Arch : Request.First)
    if (auto Its = Covers.extract(Arch); Its && !Failed.count(Arch))
      dropBrokenPromises(Its.mapped(), Covers);
  std::erase_if(Covers, [&](auto &Entry) {
    if (kbuildHasClangTarget(Tree, sourceArch(Entry.first)))
      return false;
    Result.OutOfReach[Entry.first] = std::move(Entry.second);
    return true;
  });
  while (std::optional<std::string> Next = mostCovering(Covers, left())) {
    configure(*Next, /*First=*/false);
    if (wasInterrupted())
      return;
    std::set<std::string> Its = std::move(Covers.extract(*Next).mapped());
    if (Failed.count(*Next))
      Result.OutOfReach[*Next] = std::move(Its);
    else
      dropBrokenPromises(Its, Covers);
  }
  tidyOutOfReach();
}

ArchsResult ArchsConfigurer::run() {
  for (const std::string &Arch : Request.First) {
    configure(Arch, /*First=*/true);
    if (wasInterrupted())
      return std::move(Result);
  }
  // What stops the first ones, a missing program say, stops the others.
  if (Any)
    configureFurther();
  return std::move(Result);
}

ArchsResult configureArchs(const KernelTree &Tree, StringRef BuildFolder,
                           const ArchsRequest &Request,
                           const ConfigureOptions &Options,
                           llvm::function_ref<void(const ArchRun &)> OnRun) {
  return ArchsConfigurer(Tree, BuildFolder, Request, Options, OnRun).run();
}

} // namespace premap
