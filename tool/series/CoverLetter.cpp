#include "tool/series/CoverLetter.h"

#include "kernel/Rules.h"
#include "tool/series/Prose.h"

#include "llvm/ADT/STLExtras.h"

#include <set>

using llvm::StringRef;

namespace premap {

/// The record whose inner hook the series moves, "" if it does not.
static std::string familyOf(const Series &Made) {
  return Made.Mails.empty() ? ""
                            : Made.Mails.front()
                                  .Patch.Conversions.front()
                                  .Handler->Accepted->Family;
}

/// What is in the mails, in numbers.
static std::string countsText(const Series &Made) {
  std::set<std::string> Files;
  size_t Handlers = 0, Same = 0, Named = 0, Open = 0, Unverified = 0;
  for (const SeriesMail &M : Made.Mails) {
    for (const std::string &File : M.Patch.files())
      Files.insert(File);
    for (const SeriesConversion &C : M.Patch.Conversions) {
      ++Handlers;
      if (C.Outcome->Verdicts.empty())
        ++Unverified;
      else if (C.Outcome->Outcome == State::Converted)
        ++Same;
      else if (C.Outcome->Outcome == State::Inconclusive)
        ++Open;
      else
        ++Named;
    }
  }
  const bool One = Made.Mails.size() == 1;
  const std::string Family = familyOf(Made);
  std::string Out =
      (Family.empty() ? "The f_op->mmap hook is deprecated; f_op->mmap_prepare "
                        "replaces it. "
                      : "struct " + Family +
                            " gets a hook for descriptors beside the one for "
                            "VMAs, which stays for those who need it. ") +
      std::string(One ? "This patch converts "
                      : "These " +
                            count(Made.Mails.size(), "patch", "patches") +
                            " convert ") +
      count(Handlers, "hook") + " in " + count(Files.size(), "file") + ". ";
  std::vector<std::string> Parts;
  if (Same)
    Parts.push_back("for " + std::to_string(Same) +
                    " the old and the new hook do the same");
  if (Named)
    Parts.push_back("for " + std::to_string(Named) +
                    " they do so but for differences that the patch names");
  if (Open)
    Parts.push_back("for " + std::to_string(Open) +
                    " it could not be decided, which the patch says");
  if (Unverified)
    Parts.push_back(std::to_string(Unverified) + " were not compared");
  return Out + "Of the comparison of each pair: " + listOf(Parts) + ".";
}

static std::string orderText(const Series &Made) {
  std::vector<std::string> Bound;
  for (size_t I = 0; I < Made.Mails.size(); ++I)
    if (!Made.Mails[I].Patch.After.empty())
      Bound.push_back(std::to_string(I + 1));
  if (Bound.empty())
    return Made.Mails.size() < 2
               ? ""
               : "No patch needs another one, so that each can go by the tree "
                 "of its own maintainers. Applied in order, every state was "
                 "parsed again, for each architecture that was configured.";
  return (Bound.size() == 1 ? "Patch " : "Patches ") + shortList(Bound, 10) +
         (Bound.size() == 1 ? " needs" : " need") +
         " earlier ones, all others stand alone. Applied in order, every state "
         "was parsed again, for each architecture that was configured.";
}

/// Why handlers stay, the most frequent cause first.
static std::string remainderText(const Series &Made, const ScanResult &Scan,
                                 const RewriteResult &Result) {
  std::map<std::string, std::vector<std::string>> ByCause;
  for (const RewriteOutcome &O : Result.Outcomes) {
    if (isDone(O.Outcome) || O.Outcome == State::AlreadyConverted)
      continue;
    std::string Cause;
    for (const Reason &R : O.Reasons)
      if (const kernel::Rule *Row = kernel::ruleOf(R.Rule)) {
        Cause = std::string(Row->Title);
        break;
      }
    if (Cause.empty())
      Cause = O.Outcome == State::NotCompiled || O.Outcome == State::Convertible
                  ? "no configuration at hand compiles it"
              : O.Outcome == State::Refuted
                  ? "what premap would make of it is not the same"
              : !O.Reasons.empty() ? O.Reasons.front().Message
                                   : "premap could not read or change it";
    ByCause[Cause].push_back(O.Id.substr(O.Id.rfind(':') + 1) + "()");
  }
  for (const LeftOut &L : Made.Left)
    ByCause[L.Why].push_back(L.Id.substr(L.Id.rfind(':') + 1) + "()");
  if (ByCause.empty())
    return "";
  std::vector<std::pair<std::string, std::vector<std::string>>> Sorted(
      ByCause.begin(), ByCause.end());
  // Those of the same frequency by name.
  llvm::sort(Sorted, [](const auto &A, const auto &B) {
    return A.second.size() != B.second.size()
               ? A.second.size() > B.second.size()
               : A.first < B.first;
  });
  size_t Sum = 0;
  std::string Lines;
  for (const auto &[Cause, Names] : Sorted) {
    Sum += Names.size();
    std::string Line = std::to_string(Names.size());
    Line.insert(0, Line.size() < 4 ? 4 - Line.size() : 0, ' ');
    Lines += entry(Line + "  ", Cause + ": " + shortList(Names, 3));
  }
  return "Not converted, with the first cause of each (" + count(Sum, "hook") +
         "):\n\n" + Lines;
}

/// Which tool, with which input, for which parts, and how it was tested.
static std::string disclosure(const ScanResult &Scan,
                              const SeriesRequest &Request) {
  return "How this was made: code and messages of all patches were generated "
         "by " +
         Request.Tool + ", run in the tree of Linux " + Scan.Version +
         ", configured for " + listOf(Scan.Archs) + ", as\n\n    " +
         Request.Command +
         "\n\nIt works by rules and uses no language model. It parses each "
         "handler with Clang, rewrites what its rules allow, parses the "
         "result, and compares the old and the new hook path by path with an "
         "SMT solver and on a model of the kernel's mmap() pipeline. It does "
         "not compile objects and runs nothing on hardware: what more was "
         "done is for the sender to add here.";
}

static std::string baseText(const Series &Made, const ScanResult &Scan) {
  if (Made.Base.empty())
    return "The patches are for Linux " + Scan.Version +
           ", from a tree without git history.";
  return "";
}

static std::string previewText(const ScanResult &Scan) {
  if (!Scan.Preview)
    return "";
  return "THIS IS A PREVIEW, not for merging: Linux " + Scan.Version +
         " has no f_op->mmap_prepare. The patches were made for the API of " +
         Scan.TargetProfile +
         " and parsed against declarations of it that this tree lacks, so that "
         "they do not build here.";
}

static std::string checkpatchText(const Series &Made,
                                  const SeriesRequest &Request) {
  if (!Request.Scripts)
    return "checkpatch.pl and get_maintainer.pl were not run.";
  std::vector<CheckResidue> All;
  std::string Lines;
  for (size_t I = 0; I < Made.Mails.size(); ++I)
    for (const CheckResidue &R : Made.Mails[I].Residue) {
      All.push_back(R);
      Lines += entry("  " + std::to_string(I + 1) + ": ",
                     R.Level + ":" + R.Type + ": " +
                         (R.Why.empty() ? R.Message : R.Why));
    }
  if (All.empty())
    return "checkpatch.pl --strict says nothing about any of them" +
           std::string(Request.SignOff ? "."
                                       : ", but that they are not signed "
                                         "off, which is the sender's.");
  return "checkpatch.pl --strict has " + residueCounts(All) +
         ", by patch:\n\n" + Lines;
}

static std::string carriageReturns(const Series &Made) {
  std::vector<std::string> Files;
  for (const SeriesMail &M : Made.Mails)
    if (M.Text.find('\r') != std::string::npos)
      for (const std::string &File : M.Patch.files())
        Files.push_back(File);
  if (Files.empty())
    return "";
  return "Lines of " + shortList(distinct(Files)) +
         " end with a carriage return; `git am --keep-cr` keeps it.";
}

static std::string subjectText(const Series &Made) {
  if (std::string Family = familyOf(Made); !Family.empty())
    return "add mmap_prepare to struct " + Family + " and use it";
  size_t Handlers = 0;
  std::set<std::string> Prefixes;
  for (const SeriesMail &M : Made.Mails) {
    Handlers += M.Patch.Conversions.size();
    Prefixes.insert(M.Prefix.Text);
  }
  if (Prefixes.size() == 1)
    return *Prefixes.begin() + "replace deprecated mmap " +
           (Handlers == 1 ? "hook" : "hooks") + " with mmap_prepare";
  return "replace " + std::to_string(Handlers) +
         " deprecated mmap hooks with mmap_prepare";
}

std::string coverLetter(const Series &Made, const ScanResult &Scan,
                        const RewriteResult &Result,
                        const SeriesRequest &Request,
                        const std::string &Changes) {
  std::string Body;
  for (const std::string &Part :
       {previewText(Scan), countsText(Made), orderText(Made), Changes,
        remainderText(Made, Scan, Result), checkpatchText(Made, Request),
        carriageReturns(Made), disclosure(Scan, Request), baseText(Made, Scan)})
    if (!Part.empty())
      Body += (Body.empty() ? "" : "\n\n") + StringRef(Part).rtrim().str();
  return subjectText(Made) + "\n\n" + wrapped(Body);
}

} // namespace premap
