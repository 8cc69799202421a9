#include "tool/deliver/RunFolder.h"

#include "guard/VisibleText.h"
#include "tool/deliver/FoldedText.h"
#include "tool/deliver/Output.h"
#include "tool/deliver/ReasonText.h"
#include "tool/deliver/ScanReport.h"
#include "tool/deliver/VerifyReport.h"
#include "tool/tree/AtomicWrite.h"
#include "tool/tree/OwnedFolder.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <algorithm>
#include <set>

namespace premap {

namespace fs = llvm::sys::fs;

llvm::Error checkRunFolder(std::string &Path) {
  if (llvm::Error E = makeReplaceablePath(Path, Path))
    return E;
  if (llvm::Error E = checkReplaceable(Path))
    return E;
  return TemporaryFolder::beside(Path).takeError();
}

static std::string filesOf(const RewriteOutcome &O) {
  std::string Out;
  for (const std::string &File : O.Files)
    Out += (Out.empty() ? "" : ", ") + File;
  return Out;
}

/// The first of \p Lines, and how many there are.
static std::string firstOf(const std::vector<std::string> &Lines) {
  if (Lines.empty())
    return "";
  return "      " + Lines.front() +
         (Lines.size() > 1
              ? " (and " + std::to_string(Lines.size() - 1) + " more)"
              : "") +
         "\n";
}

/// What a conversion does not share with the old handler, by verdict and plan.
static std::string remarksOn(const RewriteOutcome &O, const ScanResult &Scan) {
  std::vector<std::string> Lines;
  std::set<std::string> Rules;
  auto add = [&](const std::string &Line) {
    if (std::find(Lines.begin(), Lines.end(), Line) == Lines.end())
      Lines.push_back(Line);
  };
  for (const verify::VerifyResult &Verdict : O.Verdicts) {
    if (Verdict.Differences.empty() &&
        Verdict.Result != verify::Verdict::Equivalent)
      add(verify::toString(Verdict.Result));
    for (const verify::Difference &D : Verdict.Differences) {
      Rules.insert(D.Rule);
      add((D.Rule.empty() ? "" : D.Rule + " ") + D.Id + ": " + D.Message);
    }
  }
  for (const HandlerResult *H : Scan.find(O.Id)) {
    std::vector<Reason> Notes;
    if (H->Accepted)
      Notes = H->Accepted->Warnings;
    // The verdict has said it, and better.
    std::erase_if(Notes, [&](const Reason &R) { return Rules.count(R.Rule); });
    for (const std::string &Line : reasonLines(Notes))
      add("note: " + Line);
  }
  std::string Out;
  for (const std::string &Line : Lines)
    Out += "      " + Line + "\n";
  return Out;
}

/// One block for each state.
static std::string outcomesText(const ScanResult &Scan,
                                const RewriteResult &Result, State Wanted,
                                const std::string &Heading) {
  std::string Out;
  for (const RewriteOutcome &O : Result.Outcomes) {
    if (O.Outcome != Wanted)
      continue;
    Out += "  " + O.Id;
    if (!O.Files.empty() &&
        (O.Files.size() > 1 || O.Id.rfind(O.Files.front() + ":", 0) != 0))
      Out += "  (" + filesOf(O) + ")";
    if (O.BestEffort)
      Out += "  [read best-effort: no configuration compiles it]";
    Out += "\n" + firstOf(reasonLines(O.Reasons));
    if (isDone(Wanted))
      Out += remarksOn(O, Scan);
  }
  return Out.empty() ? "" : "\n" + Heading + "\n" + Out;
}

std::string runSummary(const ScanResult &Scan, const RewriteResult &Result) {
  const ScanResult &R = Scan;
  std::string Out = "Linux " + R.Version + ",";
  for (const std::string &Arch : R.Archs)
    Out += " " + Arch;
  Out += "\n" + rewriteSummary(Scan, Result);
  Out +=
      "\nApply everything with `git apply all.patch` in the tree. series/ has "
      "it as mails for `git am`, with a cover letter and recipients.\n"
      "report.html shows all of it in a browser. declined.txt has every "
      "reason for the rest; scan.json and rewrite.json are for programs.\n";
  if (std::string Missing = missingLines(missingIn<MissingKinds>(Result));
      !Missing.empty())
    Out += "\nWhat would have to change first, and for how many of the "
           "declined\n" +
           Missing;
  Out += outcomesText(Scan, Result, State::Converted,
                      "Converted: equivalent to the old handler");
  Out += outcomesText(Scan, Result, State::ConvertedUnderAssumptions,
                      "Converted, with named differences or assumptions");
  Out += outcomesText(Scan, Result, State::Inconclusive,
                      "Converted, but not decided by verification: read them");
  Out += outcomesText(Scan, Result, State::Refuted,
                      "Refuted by verification: not in the patches");
  Out += outcomesText(Scan, Result, State::EditFailed,
                      "The rewritten text did not hold: not in the patches");
  Out += outcomesText(Scan, Result, State::Convertible,
                      "Could be converted, and were not");
  Out += outcomesText(Scan, Result, State::Declined, "Declined");
  Out += outcomesText(Scan, Result, State::AlreadyConverted,
                      "Hooks that are mmap_prepare already");
  Out += outcomesText(Scan, Result, State::ParseFailed, "Could not be parsed");
  Out += outcomesText(Scan, Result, State::NotCompiled,
                      "Not compiled in this configuration");
  return Out;
}

llvm::Error writeFolder(const std::string &Path,
                        const std::map<std::string, std::string> &Files) {
  llvm::Expected<TemporaryFolder> Folder = TemporaryFolder::beside(Path);
  if (!Folder)
    return Folder.takeError();
  for (const auto &[Name, Text] : Files) {
    const std::string File = Folder->path(Name);
    if (std::error_code EC =
            fs::create_directory(llvm::sys::path::parent_path(File),
                                 /*IgnoreExisting=*/true, fs::all_all))
      return llvm::createStringError(EC, "cannot write " + Path + "/" + Name +
                                             ": " + EC.message());
    if (llvm::Error E = writeFileAtomically(File, Text))
      return E;
  }
  if (llvm::Error E = writeFileList(Folder->path()))
    return E;
  return putInPlace(std::move(*Folder), Path);
}

llvm::Error writeRunFolder(const std::string &Path, const ScanResult &Scan,
                           const RewriteResult &Result, const Diffs &Patches,
                           const std::map<std::string, std::string> &Series,
                           const std::string &Page) {
  std::map<std::string, std::string> Files{
      {"report.html", Page},
      {"summary.txt", folded(visible(runSummary(Scan, Result)))},
      {"scan.json", dump(scanToJson(Scan, /*AllTables=*/false))},
      {"rewrite.json", dump(rewriteToJson(Scan, Result, Patches))},
      {"declined.txt", folded(visible(declinedList(Scan, Result)))},
      {"all.patch", joinDiffs(Patches)}};
  for (const auto &[Name, Text] : Series)
    Files["series/" + Name] = Text;
  return writeFolder(Path, Files);
}

} // namespace premap
