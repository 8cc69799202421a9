#include "tool/deliver/RunFolder.h"

#include "guard/VisibleText.h"
#include "tool/deliver/Output.h"
#include "tool/deliver/ReasonText.h"
#include "tool/deliver/ScanReport.h"
#include "tool/deliver/VerifyReport.h"
#include "tool/tree/AtomicWrite.h"
#include "tool/tree/OwnedFolder.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <algorithm>
#include <map>
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

std::string patchName(const std::string &Path) {
  // A path may be longer than a name can be: the end of it says most.
  const size_t Most = 200;
  std::string Name =
      Path.size() > Most ? Path.substr(Path.size() - Most) : Path;
  std::replace(Name.begin(), Name.end(), '/', '-');
  return Name + ".patch";
}

/// The name of \p Path's patch, another one than those of \p Taken:
/// a/b-c.c and a-b/c.c have the same, and neither may be lost.
static std::string ownPatchName(const std::string &Path,
                                std::set<std::string> &Taken) {
  std::string Name = patchName(Path);
  for (unsigned Number = 2; !Taken.insert(Name).second; ++Number)
    Name = std::to_string(Number) + "-" + patchName(Path);
  return Name;
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
  for (const nlohmann::json &Verdict : O.Verdicts) {
    if (Verdict.at("differences").empty() &&
        Verdict.at("verdict") != verify::Verdict::Equivalent)
      add(Verdict.at("verdict"));
    for (const nlohmann::json &D : Verdict.at("differences")) {
      std::string Rule = D.at("rule");
      Rules.insert(Rule);
      add((Rule.empty() ? "" : Rule + " ") + D.at("id").get<std::string>() +
          ": " + D.at("message").get<std::string>());
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
      "\nApply everything with `git apply all.patch` in the tree, or some of "
      "patches/: each stands alone.\n"
      "declined.txt has every reason for the rest; scan.json and "
      "rewrite.json are for programs.\n";
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

std::vector<std::vector<std::string>>
filesThatBelongTogether(const RewriteResult &Result) {
  std::vector<std::set<std::string>> Groups;
  for (const RewriteOutcome &O : Result.Outcomes) {
    if (!isDone(O.Outcome))
      continue;
    std::set<std::string> Joined(O.Files.begin(), O.Files.end());
    std::erase_if(Groups, [&](const std::set<std::string> &Group) {
      bool Meets = std::any_of(O.Files.begin(), O.Files.end(),
                               [&](const auto &F) { return Group.count(F); });
      if (Meets)
        Joined.insert(Group.begin(), Group.end());
      return Meets;
    });
    Groups.push_back(std::move(Joined));
  }
  std::sort(Groups.begin(), Groups.end());
  std::vector<std::vector<std::string>> Sorted;
  for (const std::set<std::string> &Group : Groups)
    Sorted.emplace_back(Group.begin(), Group.end());
  return Sorted;
}

llvm::Error writeRunFolder(const std::string &Path, const ScanResult &Scan,
                           const RewriteResult &Result, const Diffs &Patches) {
  llvm::Expected<TemporaryFolder> Folder = TemporaryFolder::beside(Path);
  if (!Folder)
    return Folder.takeError();
  if (std::error_code EC = fs::create_directory(
          Folder->path("patches"), /*IgnoreExisting=*/true, fs::all_all))
    return llvm::createStringError(EC, "cannot write " + Path +
                                           "/patches: " + EC.message());
  std::vector<std::pair<std::string, std::string>> Files{
      {"summary.txt", visible(runSummary(Scan, Result))},
      {"scan.json", dump(scanToJson(Scan, /*AllTables=*/false))},
      {"rewrite.json", dump(rewriteToJson(Scan, Result, Patches))},
      {"declined.txt", visible(declinedList(Scan, Result))},
      {"all.patch", joinDiffs(Patches)}};
  std::set<std::string> Names;
  for (const std::vector<std::string> &Group :
       filesThatBelongTogether(Result)) {
    std::string Text;
    for (const std::string &File : Group)
      if (auto Patch = Patches.find(File); Patch != Patches.end())
        Text += Patch->second;
    if (Text.empty())
      continue;
    Files.push_back({"patches/" + ownPatchName(Group.front(), Names), Text});
  }
  for (const auto &[Name, Text] : Files)
    if (llvm::Error E = writeFileAtomically(Folder->path(Name), Text))
      return E;
  if (llvm::Error E = writeFileList(Folder->path()))
    return E;
  return putInPlace(std::move(*Folder), Path);
}

} // namespace premap
