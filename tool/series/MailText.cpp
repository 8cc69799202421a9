#include "tool/series/MailText.h"

#include "tool/series/DifferenceText.h"
#include "tool/series/HandlerFacts.h"
#include "tool/series/Prose.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

#include <algorithm>

using llvm::StringRef;

namespace premap {

/// The step of a family's move that \p Patch is; the first one counts.
static const SeriesConversion &leading(const SeriesPatch &Patch) {
  return *std::min_element(
      Patch.Conversions.begin(), Patch.Conversions.end(),
      [](const SeriesConversion &A, const SeriesConversion &B) {
        return A.Handler->Accepted->Role < B.Handler->Accepted->Role;
      });
}

/// What the subject of a patch of a family's move may say, in the order of how
/// much it says; none for other patches.
static std::vector<std::string> familySummaries(const SeriesPatch &Patch) {
  const SeriesConversion &C = leading(Patch);
  const Plan &P = *C.Handler->Accepted;
  const std::string New = P.NewName + "()";
  switch (P.Role) {
  case FamilyRole::None:
    return {};
  case FamilyRole::Together:
    return {"move struct " + P.Family + " to mmap_prepare",
            "move " + P.Family + " to mmap_prepare"};
  case FamilyRole::Caller:
    return {"add " + P.NewName + " to struct " + P.Family};
  case FamilyRole::Beside:
    return {"add " + New};
  case FamilyRole::Tables: {
    const std::string File = Patch.mainFile();
    const StringRef Folder =
        llvm::sys::path::filename(llvm::sys::path::parent_path(File));
    const std::string Use = "use " + New, In = Use + " in ",
                      Name = llvm::sys::path::filename(File).str();
    return {Use, In + Name, In + Folder.str() + "/" + Name};
  }
  case FamilyRole::Member:
    return {"convert " + P.OldName + "() to mmap_prepare",
            "convert " + P.OldName + "()"};
  }
  return {};
}

std::string subjectOf(const SeriesPatch &Patch, const SubjectPrefix &Prefix,
                      const std::set<std::string> &Taken) {
  const bool One = Patch.Conversions.size() == 1;
  const std::string Old = Patch.Conversions.front().Handler->Accepted->OldName;
  const std::string Hooks = One ? "hook" : "hooks";
  const std::string Convert = "convert " + Old + "()";
  std::vector<std::string> Summaries{
      "replace deprecated mmap " + Hooks + " with mmap_prepare",
      "convert mmap " + Hooks + " to mmap_prepare",
      Convert + " to mmap_prepare", "use mmap_prepare"};
  // Which of several: its name comes first.
  std::vector<std::string> Specific{Summaries[2], Convert};
  if (std::vector<std::string> OfFamily = familySummaries(Patch);
      !OfFamily.empty()) {
    Summaries = OfFamily;
    Specific = OfFamily;
  }
  auto fits = [&](std::string Summary, std::string &Subject) {
    if (Prefix.Capital)
      Summary.front() = llvm::toUpper(Summary.front());
    Subject = Prefix.Text + Summary;
    return Subject.size() <= MessageWidth && !Taken.count(Subject);
  };
  std::string Subject;
  const std::string Usual = Prefix.Text + Summaries.front();
  std::string Capital = Usual;
  Capital[Prefix.Text.size()] = llvm::toUpper(Capital[Prefix.Text.size()]);
  if (!Taken.count(Usual) && !Taken.count(Capital))
    for (const std::string &Summary : Summaries)
      if (fits(Summary, Subject))
        return Subject;
  for (const std::string &Summary : Specific)
    if (fits(Summary, Subject))
      return Subject;
  for (const std::string &Summary : Summaries)
    if (fits(Summary, Subject))
      return Subject;
  for (unsigned Number = 2;; ++Number)
    if (fits("use mmap_prepare, part " + std::to_string(Number), Subject))
      return Subject;
}

static std::string call(const std::string &Name) { return Name + "()"; }

static std::vector<std::string> calls(const std::vector<std::string> &Names) {
  std::vector<std::string> All;
  for (const std::string &Name : Names)
    All.push_back(call(Name));
  return All;
}

/// What the new hook asks the core for in place of the old mapping calls.
static std::string mappingText(const HandlerFacts &H) {
  std::string Out;
  if (!H.Generic.empty())
    Out += "In place of " + listOf(calls(H.Generic)) + " it calls the " +
           (H.Generic.size() == 1 ? "form that takes" : "forms that take") +
           " a descriptor. ";
  if (H.Maps.empty())
    return Out;
  std::vector<std::string> Names, Frames;
  for (const MapCallFacts &Map : H.Maps) {
    Names.push_back(call(Map.Name));
    if (!Map.Frame.empty())
      Frames.push_back(Map.Frame);
  }
  Names = distinct(Names);
  Frames = distinct(Frames);
  const bool Frame = Frames.size() == 1 && H.Maps.size() == 1;
  StringRef Unit = StringRef(H.Maps.front().Name).starts_with("vm_iomap")
                       ? "memory at "
                       : "page frame ";
  return Out + H.Old + "() mapped" +
         (Frame ? " " + Unit.str() + Frames.front() : "") + " with " +
         listOf(Names) + "; " + H.New + "() asks for the same with " +
         (H.Action.empty() ? "an action" : call(H.Action)) +
         ", which the core carries out once the VMA exists. ";
}

/// The fields of the descriptor that the new hook sets.
static std::string fieldsText(const HandlerFacts &H) {
  std::vector<std::string> Fields;
  if (!H.VmOps.empty())
    Fields.push_back("vm_ops (" + shortList(H.VmOps) + ")");
  if (!H.PrivateData.empty())
    Fields.push_back("the private data (" + shortList(H.PrivateData, 2) + ")");
  if (!H.PageProt.empty())
    Fields.push_back("the page protection (" + shortList(H.PageProt, 2) + ")");
  if (!H.FlagsSet.empty())
    Fields.push_back((H.FlagsSet.size() == 1 ? "the flag " : "the flags ") +
                     listOf(H.FlagsSet));
  std::string Out;
  if (!Fields.empty())
    Out =
        "It sets " + listOf(Fields) + " in the descriptor instead of the VMA. ";
  if (!H.FlagsCleared.empty())
    Out += listOf(H.FlagsCleared) +
           (H.FlagsCleared.size() == 1 ? " is" : " are") +
           " cleared in the descriptor by vma_desc_clear_flags(). ";
  return Out;
}

static std::string restText(const HandlerFacts &H) {
  std::string Out;
  if (H.OnlyRefuses)
    Out += "It refuses every mapping" +
           (H.Refusals.empty() ? std::string()
                               : " with " + listOf(H.Refusals, "or")) +
           ", as before. ";
  if (!H.Helpers.empty())
    Out += listOf(calls(H.Helpers)) +
           (H.Helpers.size() == 1 ? ", which got" : ", which all got") +
           " the VMA from " + H.Old + "(), " +
           (H.Helpers.size() == 1 ? "follows" : "follow") + ". ";
  if (!H.ErrorOverride.empty())
    Out += "A failure of the mapping is still reported as " + H.ErrorOverride +
           ", by error_override. ";
  if (!H.ErrorHook.empty())
    Out += H.ErrorHook + "() keeps the error number of a failing mapping. ";
  if (!H.Mapped.empty())
    Out += "What belongs to a mapping that was made moves to " + H.Mapped +
           "(), its vm_ops->mapped. ";
  return Out;
}

/// The steps of a family's move that convert no body; "" for others.
static std::string stepText(const SeriesConversion &C, const HandlerFacts &H) {
  const Plan &P = *C.Handler->Accepted;
  switch (P.Role) {
  case FamilyRole::Caller:
    return "Give struct " + P.Family + " the hook " + H.New + " beside " +
           H.Old + ". " + C.Handler->Record.Name +
           "() makes a descriptor of the VMA where a table has the new hook, "
           "calls it, and has the result put back into the VMA by "
           "__compat_vma_mmap(), which also carries out the action. No table "
           "has it yet, so that nothing changes.";
  case FamilyRole::Beside:
    return "Add " + H.New + "(), which does what " + H.Old +
           "() does, for tables that name it as their hook for descriptors. " +
           H.Old + "() stays for its other users. ";
  case FamilyRole::Tables:
    return "Let " + shortList(H.Tables) + " name " + H.New + "() where " +
           (H.Tables.size() > 1 ? "they" : "it") + " named " + H.Old +
           "(); no function of the file changes.";
  case FamilyRole::None:
  case FamilyRole::Together:
  case FamilyRole::Member:
    return "";
  }
  return "";
}

/// What is converted to what, in one paragraph.
static std::string conversionText(const SeriesConversion &C,
                                  const HandlerFacts &H) {
  std::string Out = stepText(C, H);
  if (!Out.empty())
    return StringRef(Out).rtrim().str();
  if (H.OfTheKernel)
    return "Let " + shortList(H.Tables) + " name " + H.New +
           "() as mmap_prepare where " + (H.Tables.size() > 1 ? "they" : "it") +
           " named " + H.Old + "() as mmap.";
  if (C.Handler->Accepted->Role == FamilyRole::Together)
    Out = "Replace the hook of struct " + C.Handler->Accepted->Family +
          " by one that gets a descriptor. All tables have it, so that " +
          H.Old + "() needs no VMA to call it with. ";
  Out += "Convert " + H.Old + "(), the mmap hook of " + shortList(H.Tables) +
         ", to " + H.New + "(). ";
  Out += mappingText(H) + fieldsText(H) + restText(H);
  return StringRef(Out).rtrim().str();
}

/// The notes of the plan that no difference of the verdict speaks of.
static std::string notesText(const SeriesConversion &C, const HandlerFacts &H,
                             const std::vector<NamedDifference> &Said) {
  std::vector<std::string> Notes;
  for (const Reason &R : C.Handler->Accepted->Warnings) {
    bool Known = llvm::any_of(
        Said, [&](const NamedDifference &D) { return D.Rule == R.Rule; });
    if (!Known)
      Notes.push_back(noteText(R, C, H));
  }
  return llvm::join(distinct(Notes), " ");
}

static std::string checkText(const SeriesConversion &C, const HandlerFacts &H,
                             const ScanResult &Scan) {
  CheckFacts Checks = checksOf(*C.Outcome);
  const std::string Parsed = C.Handler->Record.File + " parses ";
  const std::vector<std::string> &Archs = C.Handler->Record.Archs;
  const std::string Where = Archs.empty() ? "with made up flags, as no "
                                            "configuration compiles it"
                                          : "for " + listOf(Archs);
  std::string Out;
  if (Checks.Verdict.empty())
    return Parsed + Where + "; " + H.New + "() was not compared with " + H.Old +
           "().";
  if (C.Handler->Accepted->Role == FamilyRole::Tables)
    return Parsed + Where + ". Nothing else of its tables changes; " + H.New +
           "() was compared with " + H.Old + "() where it was added.";
  const bool Caller = C.Handler->Accepted->Role == FamilyRole::Caller;
  const std::string Own = Caller ? C.Handler->Record.Name : H.New;
  if (H.OfTheKernel)
    return H.New + "() is the kernel's own counterpart of " + H.Old +
           "(); no function of the file changes. " + Parsed + Where + ".";
  Out = (Caller ? "Both texts of " + Own + "()"
                : H.New + "() and " + H.Old + "()") +
        " were compared on " +
        (Checks.Pairs == 1
             ? "their only pair of paths"
             : "all of their " + count(Checks.Pairs, "pair") + " of paths");
  if (Checks.Scenarios)
    Out += " and in " + count(Checks.Scenarios, "run") +
           " of a model of the mmap() of " + Scan.TargetProfile;
  if (!Checks.Archs.empty())
    Out += ", for " + listOf(Checks.Archs);
  if (C.Outcome->Outcome == State::Inconclusive)
    Out += "; that did not decide whether they do the same, so this needs a "
           "careful reading";
  else if (Checks.Verdict == "equivalent_bounded")
    Out += "; they do the same as far as loops were followed";
  else if (Checks.Verdict == "equivalent_with_differences")
    Out += "; they do the same but for what is said above";
  else
    Out += "; they do the same";
  return Out + ". " + Own + "() has not run on hardware.";
}

/// Files beside those of the handlers.
static std::string filesText(const SeriesPatch &Patch) {
  std::set<std::string> Main;
  for (const SeriesConversion &C : Patch.Conversions)
    Main.insert(C.Handler->Record.File);
  std::vector<std::string> Others;
  for (const std::string &File : Patch.files())
    if (!Main.count(File))
      Others.push_back(File);
  if (Others.empty())
    return "";
  return listOf(Others) + (Others.size() == 1 ? " changes" : " change") +
         " with " + (Main.size() == 1 ? "it" : "them") +
         ", so that everything still fits together.";
}

std::string bodyOf(const SeriesPatch &Patch, const ScanResult &Scan) {
  std::vector<std::string> Paragraphs{
      "The f_op->mmap hook is deprecated; f_op->mmap_prepare replaces it."};
  if (const Plan &P = *Patch.Conversions.front().Handler->Accepted;
      P.Role != FamilyRole::None)
    Paragraphs = {"Hooks that get a VMA which is not complete yet are being "
                  "replaced by ones that get a descriptor of it; struct " +
                  P.Family + " has such a hook, too."};
  std::vector<std::string> Checks;
  for (const SeriesConversion &C : Patch.Conversions) {
    HandlerFacts H = factsOf(C);
    std::vector<NamedDifference> Differences = differencesOf(*C.Outcome);
    Paragraphs.push_back(conversionText(C, H));
    std::vector<std::string> Said;
    if (C.Outcome->Outcome != State::Inconclusive)
      for (const NamedDifference &D : told(Differences))
        Said.push_back(differenceText(D, H));
    if (std::string Notes = notesText(C, H, Differences); !Notes.empty())
      Said.push_back(Notes);
    if (!Said.empty())
      Paragraphs.push_back(llvm::join(distinct(Said), " "));
    Checks.push_back(checkText(C, H, Scan));
  }
  if (std::string Files = filesText(Patch); !Files.empty())
    Paragraphs.push_back(Files);
  Paragraphs.push_back(llvm::join(Checks, " "));
  return wrapped(llvm::join(Paragraphs, "\n\n"));
}

} // namespace premap
