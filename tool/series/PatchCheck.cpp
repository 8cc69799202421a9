#include "tool/series/PatchCheck.h"

#include "tool/series/Prose.h"
#include "tool/tree/AtomicWrite.h"
#include "tool/tree/InputFile.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

#include <algorithm>
#include <set>
#include <tuple>

using llvm::StringRef;

namespace premap {

std::vector<CheckResidue> parseResidue(StringRef Output, StringRef Checked) {
  llvm::SmallVector<StringRef> Lines, Texts;
  Output.split(Lines, '\n', -1, /*KeepEmpty=*/false);
  Checked.split(Texts, '\n');
  std::vector<CheckResidue> All;
  for (StringRef Line : Lines) {
    for (StringRef Level : {"ERROR", "WARNING", "CHECK"}) {
      auto [Place, Rest] = Line.split((": " + Level + ":").str());
      if (Rest.empty())
        continue;
      auto [Type, Message] = Rest.split(": ");
      CheckResidue R{Level.str(), Type.str(), Message.str(), "", ""};
      unsigned Number = 0;
      if (!Place.rsplit(':').second.getAsInteger(10, Number) && Number &&
          Number <= Texts.size())
        R.Line = Texts[Number - 1].str();
      All.push_back(std::move(R));
      break;
    }
  }
  return All;
}

static llvm::Expected<std::vector<CheckResidue>>
runCheckpatch(const ScriptPlace &Place, std::vector<std::string> More,
              const std::string &Path) {
  std::vector<std::string> Words{"--strict",     "--terse", "--show-types",
                                 "--no-summary", "--root",  Place.Root,
                                 "--color=never"};
  Words.insert(Words.end(), More.begin(), More.end());
  Words.push_back(Path);
  llvm::Expected<ProcessResult> Says =
      runTreeScript(Place, "scripts/checkpatch.pl", Words, /*InTree=*/false);
  if (!Says)
    return Says.takeError();
  llvm::Expected<std::string> Text = readInput(Path);
  if (!Text)
    return Text.takeError();
  // 1 is what it says for any complaint; a Perl that dies has nothing to show.
  std::vector<CheckResidue> Residue = parseResidue(Says->Out, *Text);
  if (Says->Status != 0 && Residue.empty())
    return llvm::createStringError(
        "scripts/checkpatch.pl fails: " +
        StringRef(Says->Err + Says->Out).trim().split('\n').first);
  return Residue;
}

/// Without the mark of the diff and blanks at either end.
static StringRef bare(StringRef Line) {
  return Line.drop_while([](char C) { return C == '+' || C == '-'; }).trim();
}

/// The removed lines, without their marks, of the change in \p Patch that adds
/// \p Added.
static std::vector<StringRef> replacedBy(StringRef Added, StringRef Patch) {
  std::vector<StringRef> Removed;
  bool IsHere = false;
  while (!Patch.empty()) {
    StringRef Line;
    std::tie(Line, Patch) = Patch.split('\n');
    if (Line.starts_with("-")) {
      if (IsHere)
        break;
      Removed.push_back(bare(Line));
    } else if (Line.starts_with("+")) {
      IsHere |= Line == Added;
    } else {
      if (IsHere)
        break;
      Removed.clear();
    }
  }
  return IsHere ? Removed : std::vector<StringRef>();
}

llvm::Expected<std::vector<CheckResidue>>
checkPatch(const ScriptPlace &Place, StringRef PatchPath, bool Signed,
           const std::map<std::string, std::string> &OldTexts) {
  std::vector<std::string> More;
  if (!Signed)
    More.push_back("--no-signoff");
  llvm::Expected<std::vector<CheckResidue>> Residue =
      runCheckpatch(Place, More, PatchPath.str());
  if (!Residue || Residue->empty())
    return Residue;
  llvm::Expected<std::string> Patch = readInput(PatchPath.str());
  if (!Patch)
    return Patch.takeError();
  std::map<std::string, unsigned> Before; // type -> how often in the old texts
  std::set<std::pair<std::string, std::string>> OldLines; // type, line
  for (const auto &[Path, Text] : OldTexts) {
    const std::string File =
        Place.Folder + "/old" + llvm::sys::path::extension(Path).str();
    if (llvm::Error E = writeFileAtomically(File, Text))
      return std::move(E);
    llvm::Expected<std::vector<CheckResidue>> Old =
        runCheckpatch(Place, {"--no-tree", "-f"}, File);
    if (!Old)
      return Old.takeError();
    for (const CheckResidue &R : *Old) {
      ++Before[R.Type];
      OldLines.insert({R.Type, bare(R.Line).str()});
    }
  }
  for (CheckResidue &R : *Residue) {
    bool Kept = std::any_of(OldTexts.begin(), OldTexts.end(), [&](auto &Old) {
      return !bare(R.Line).empty() &&
             StringRef(Old.second).contains(bare(R.Line));
    });
    bool Replaced =
        llvm::any_of(replacedBy(R.Line, *Patch), [&](StringRef Line) {
          return !Line.empty() && OldLines.count({R.Type, Line.str()});
        });
    if (Kept)
      R.Why = "the line is the old one";
    else if (Replaced)
      R.Why = "the line that it replaces has it too";
    else if (unsigned Count = Before[R.Type])
      R.Why = "the old text has " + std::to_string(Count) + " of these";
  }
  return Residue;
}

std::string residueCounts(const std::vector<CheckResidue> &Residue) {
  std::vector<std::string> Parts;
  for (auto [Level, Noun] :
       {std::pair("ERROR", "error"), std::pair("WARNING", "warning"),
        std::pair("CHECK", "check")})
    if (size_t Number = std::count_if(
            Residue.begin(), Residue.end(),
            [&](const CheckResidue &R) { return R.Level == Level; }))
      Parts.push_back(count(Number, Noun));
  return llvm::join(Parts, ", ");
}

} // namespace premap
