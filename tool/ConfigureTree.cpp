#include "tool/ConfigureTree.h"

#include "tool/ScanScope.h"
#include "tool/tree/CandidateSearch.h"

#include "llvm/ADT/STLExtras.h"

namespace premap {

/// The host's architecture, and those in \p BuildFolder that were made for all
/// candidates: they must not shrink to what others leave.
static std::vector<std::string> firstArchs(const std::string &BuildFolder) {
  std::vector<std::string> First{hostArch()};
  for (const std::string &Arch : configuredArchs(BuildFolder)) {
    auto Record = readConfigureRecord(BuildFolder + "/" + Arch);
    if (!Record)
      llvm::consumeError(Record.takeError());
    else if (!Record->Leftovers && Arch != First.front())
      First.push_back(Arch);
  }
  return First;
}

/// Whether \p Text may have a table of file_operations: a variable of that
/// type, or a macro that makes one (DEFINE_DRM_GEM_FOPS).
static bool speaksOfFileOperations(llvm::StringRef Text) {
  return Text.contains("file_operations") || Text.contains_insensitive("fops");
}

/// Files that may hold a handler of a file_operations, or its table.
static std::set<std::string> wantedFiles(const KernelTree &Tree,
                                         const CandidateSet &Found,
                                         const CommandCandidates &Candidates) {
  auto Read = [&](const std::string &Path) -> std::optional<std::string> {
    llvm::ErrorOr<std::string> Text = Tree.read(Path);
    if (!Text)
      return std::nullopt;
    return std::move(*Text);
  };
  std::set<std::string> Wanted = sourcesFor({}, {}, Found, Read).Files;
  std::erase_if(Wanted, [&](const std::string &Path) {
    return !speaksOfFileOperations(Read(Path).value_or(""));
  });
  std::set<std::string> Tables = Wanted;
  for (const std::string &Path : Tables)
    if (auto Of = Candidates.Definers.find(Path);
        Of != Candidates.Definers.end())
      Wanted.insert(Of->second.begin(), Of->second.end());
  return Wanted;
}

std::set<std::string> filesWithHandlers(const KernelTree &Tree, unsigned Jobs) {
  CandidateSet Found = searchCandidates(Tree, Jobs);
  return wantedFiles(Tree, Found, commandCandidates(Tree, Found, Jobs));
}

ArchsResult configureTree(const KernelTree &Tree,
                          const std::string &BuildFolder,
                          const CommonOptions &Common,
                          const ConfigureOptions &Options,
                          llvm::function_ref<void(const ArchRun &)> OnRun) {
  ArchsRequest Request;
  Request.First = Common.Archs;
  ConfigureOptions Its = Options;
  Its.Sandboxed = Common.Sandbox;
  {
    Progress Stage(Options.Progress, "text search");
    CandidateSet Found = searchCandidates(Tree, Options.Jobs);
    Request.Candidates = commandCandidates(Tree, Found, Options.Jobs);
    if (Request.First.empty()) {
      Request.First = firstArchs(BuildFolder);
      Request.Wanted = wantedFiles(Tree, Found, Request.Candidates);
    }
  }
  return configureArchs(Tree, BuildFolder, Request, Its, OnRun);
}

} // namespace premap
