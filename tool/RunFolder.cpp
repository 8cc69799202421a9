#include "tool/RunFolder.h"

#include "tool/AtomicWrite.h"
#include "tool/Output.h"
#include "tool/ScanReport.h"
#include "tool/TemporaryFolder.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <algorithm>

namespace premap {

namespace fs = llvm::sys::fs;

llvm::Error checkRunFolder(const std::string &Path) {
  fs::file_status Status;
  if (fs::status(Path, Status) || !fs::exists(Status))
    return TemporaryFolder::beside(Path).takeError();
  if (!fs::is_directory(Status))
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   Path + " exists and is not a folder");
  std::error_code EC;
  bool Empty = fs::directory_iterator(Path, EC) == fs::directory_iterator();
  if (EC)
    return llvm::createStringError(EC, "cannot read the folder " + Path + ": " +
                                           EC.message());
  if (Empty || fs::exists(Path + "/scan.json"))
    return TemporaryFolder::beside(Path).takeError();
  return llvm::createStringError(
      llvm::inconvertibleErrorCode(),
      Path + " is not empty and no result of an earlier run; name another "
             "folder with -o");
}

std::string patchName(const std::string &Path) {
  std::string Name = Path;
  std::replace(Name.begin(), Name.end(), '/', '-');
  return Name + ".patch";
}

static std::string filesOf(const RewriteOutcome &O) {
  std::string Out;
  for (const std::string &File : O.Files)
    Out += (Out.empty() ? "" : ", ") + File;
  return Out;
}

/// One block for each state, the converted ones with their named differences.
static std::string outcomesText(const RewriteResult &Result, State Wanted,
                                const std::string &Heading) {
  std::string Out;
  for (const RewriteOutcome &O : Result.Outcomes) {
    if (O.Outcome != Wanted)
      continue;
    Out += "  " + O.Id;
    if (!O.Files.empty() &&
        (O.Files.size() > 1 || O.Id.rfind(O.Files.front() + ":", 0) != 0))
      Out += "  (" + filesOf(O) + ")";
    Out += "\n";
    if (!O.Reasons.empty() && Wanted != State::NotCompiled)
      Out += "      " + toText(O.Reasons.front()) +
             (O.Reasons.size() > 1
                  ? " (and " + std::to_string(O.Reasons.size() - 1) + " more)"
                  : "") +
             "\n";
  }
  return Out.empty() ? "" : "\n" + Heading + "\n" + Out;
}

std::string runSummary(const TreeScan &Scan, const RewriteResult &Result) {
  const ScanResult &R = Scan.Result;
  std::string Out = "Linux " + R.Version + ",";
  for (const std::string &Arch : R.Archs)
    Out += " " + Arch;
  Out += "\n" + rewriteSummary(Scan, Result) + std::to_string(R.Pairs.size()) +
         " pairs of table file and handler in the tree\n";
  Out += "\nApply everything with `git apply all.patch` in the tree, or single "
         "files from patches/.\n"
         "declined.txt has every reason for the rest; scan.json and "
         "rewrite.json are for programs.\n";
  Out += outcomesText(Result, State::Converted,
                      "Converted: equivalent to the old handler");
  Out += outcomesText(Result, State::ConvertedUnderAssumptions,
                      "Converted, with named differences or assumptions");
  Out += outcomesText(Result, State::Inconclusive,
                      "Converted, but not decided by verification: read them");
  Out += outcomesText(Result, State::Refuted,
                      "Refuted by verification: not in the patches");
  Out += outcomesText(Result, State::EditFailed,
                      "The rewritten text did not hold: not in the patches");
  Out += outcomesText(Result, State::Declined, "Declined");
  Out += outcomesText(Result, State::ParseFailed, "Could not be parsed");
  Out += outcomesText(Result, State::NotCompiled,
                      "Not compiled in this configuration");
  return Out;
}

llvm::Error writeRunFolder(const std::string &Path, const TreeScan &Scan,
                           const RewriteResult &Result, const Diffs &Patches) {
  llvm::Expected<TemporaryFolder> Folder = TemporaryFolder::beside(Path);
  if (!Folder)
    return Folder.takeError();
  if (std::error_code EC = fs::create_directory(Folder->path("patches")))
    return llvm::createStringError(EC, "cannot write " + Path +
                                           "/patches: " + EC.message());
  std::vector<std::pair<std::string, std::string>> Files{
      {"summary.txt", runSummary(Scan, Result)},
      {"scan.json", dump(scanToJson(Scan.Result, /*AllTables=*/false))},
      {"rewrite.json", dump(rewriteToJson(Scan, Result, Patches))},
      {"declined.txt", declinedList(Scan, Result)},
      {"all.patch", joinDiffs(Patches)}};
  for (const auto &[File, Text] : Patches)
    Files.push_back({"patches/" + patchName(File), Text});
  for (const auto &[Name, Text] : Files)
    if (llvm::Error E = writeFileAtomically(Folder->path(Name), Text))
      return E;
  return Folder->moveTo(Path);
}

} // namespace premap
