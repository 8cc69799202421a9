#include "tool/series/HandlerFacts.h"

#include "kernel/MapCalls.h"
#include "tool/series/Prose.h"
#include "verify/Verdict.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>

using llvm::StringRef;

namespace premap {

/// \p Text in one line, "" if it is too long to stand in a sentence.
static std::string shortText(StringRef Text) {
  constexpr size_t Longest = 48;
  std::string Out;
  bool Space = false;
  for (char C : Text) {
    if (llvm::isSpace(C) || C == '\\') {
      Space = !Out.empty();
      continue;
    }
    if (Space)
      Out += ' ';
    Space = false;
    Out += C;
  }
  return Out.size() > Longest ? "" : Out;
}

static void addTo(std::vector<std::string> &To, std::string Text) {
  if (!Text.empty() && std::find(To.begin(), To.end(), Text) == To.end())
    To.push_back(std::move(Text));
}

/// The argument of a mapping call that says what is mapped.
static std::string frameOf(const Event &E) {
  const kernel::MapCall *Row = kernel::mapCallNamed(E.Name);
  size_t Index = Row && Row->Base != kernel::NoArgument ? Row->Base : 2;
  return Index < E.Args.size() ? shortText(E.Args[Index].Text) : "";
}

std::string effectText(const Event &E) {
  const bool IsStore = E.Kind == EventKind::SideEffect && !E.Operator.empty();
  if (E.Name.empty())
    return shortText(E.Text);
  return IsStore ? "the store to " + E.Name : E.Name + "()";
}

static bool isEffect(const Event &E) {
  return (E.Kind == EventKind::SideEffect || E.Kind == EventKind::Acquire ||
          E.Kind == EventKind::Release) &&
         !E.Unevaluated;
}

static void addBody(const HandlerBody &Body, HandlerFacts &To) {
  for (const Event &E : Body.Events) {
    switch (E.Kind) {
    case EventKind::Map: {
      MapCallFacts Call{E.Name, frameOf(E), {}};
      for (unsigned Next : E.After)
        if (Next < Body.Events.size() && isEffect(Body.Events[Next]))
          addTo(Call.Effects, effectText(Body.Events[Next]));
      To.Maps.push_back(std::move(Call));
      for (const std::string &Lock : E.LocksHeld)
        addTo(To.Locks, shortText(Lock));
      break;
    }
    case EventKind::GenericFile:
      addTo(To.Generic, E.Name);
      break;
    case EventKind::FieldWrite:
      if (E.Name == "vm_page_prot")
        addTo(To.PageProt, shortText(E.Value.Text));
      else if (E.Name == "vm_private_data")
        addTo(To.PrivateData, shortText(E.Value.Text));
      break;
    case EventKind::Return:
      if (StringRef(E.Value.Text).starts_with("-E"))
        addTo(To.Refusals, E.Value.Text);
      break;
    default:
      if (isEffect(E))
        addTo(To.Effects, effectText(E));
      break;
    }
  }
  for (const std::string &Name : Body.VmOps)
    addTo(To.VmOps, Name);
  for (const std::string &Name : Body.FlagsSet)
    addTo(To.FlagsSet, Name);
  for (const std::string &Name : Body.FlagsCleared)
    addTo(To.FlagsCleared, Name);
  for (const std::string &Name : Body.FlagsTested)
    addTo(To.FlagsTested, Name);
}

/// The function that the edits put into a `mapped` member.
static std::string mappedHook(const EditGroup &Edits) {
  for (const Edit &E : Edits.Edits) {
    auto [Before, After] = StringRef(E.Text).split(".mapped");
    StringRef Rest = After.ltrim(" \t=");
    StringRef Name =
        Rest.take_while([](char C) { return llvm::isAlnum(C) || C == '_'; });
    if (!After.empty() && !Name.empty())
      return Name.str();
  }
  return "";
}

/// A helper may stay as it is: an open() that fork() still calls, say.
static bool isEdited(const EditGroup &Edits, const FunctionFacts &Function) {
  const Span &Whole = Function.Definition;
  return llvm::any_of(Edits.Edits, [&](const Edit &E) {
    return E.Path == Whole.Path && E.Offset >= Whole.Offset &&
           E.end() <= Whole.Offset + Whole.Length && E.Length != 0;
  });
}

HandlerFacts factsOf(const SeriesConversion &C) {
  const HandlerRecord &Record = C.Handler->Record;
  const Plan &P = *C.Handler->Accepted;
  HandlerFacts Facts;
  Facts.Old = P.OldName;
  Facts.New = P.NewName;
  for (const OpsEntry &E : Record.Ops)
    addTo(Facts.Tables, E.Variable.empty()
                            ? "the table at " + E.Where.Path + ":" +
                                  std::to_string(E.Where.Line)
                            : E.Variable);
  if (Record.Function)
    addBody(Record.Function->Body, Facts);
  for (const auto &Helper : Record.Helpers) {
    addBody(Helper->Body, Facts);
    if (isEdited(C.Handler->Edits, *Helper))
      addTo(Facts.Helpers, Helper->Name);
  }
  Facts.OfTheKernel = Record.Class == HandlerClass::GenericFile &&
                      (!Record.Function || !Record.Function->Body.Present);
  Facts.OnlyRefuses = Record.Class == HandlerClass::RejectOnly;
  Facts.Action = P.Action;
  Facts.ErrorOverride = P.ErrorOverride;
  Facts.ErrorHook = P.ErrorHook;
  Facts.Mapped = mappedHook(C.Handler->Edits);
  return Facts;
}

std::vector<NamedDifference> differencesOf(const RewriteOutcome &Outcome) {
  std::vector<NamedDifference> All;
  for (const verify::VerifyResult &Verdict : Outcome.Verdicts)
    for (const verify::Difference &D : Verdict.Differences) {
      NamedDifference One{D.Id, D.Message, D.Rule};
      bool Known = std::any_of(All.begin(), All.end(), [&](const auto &Other) {
        return Other.Id == One.Id && Other.Message == One.Message;
      });
      if (!Known)
        All.push_back(std::move(One));
    }
  return All;
}

CheckFacts checksOf(const RewriteOutcome &Outcome) {
  CheckFacts Facts;
  std::set<std::string> Archs;
  verify::Verdict Worst = verify::Verdict::Equivalent;
  for (const verify::VerifyResult &Verdict : Outcome.Verdicts) {
    Archs.insert(Verdict.Arch);
    Facts.Pairs += Verdict.Paths.Pairs;
    Facts.Scenarios += Verdict.Scenarios;
    Worst = std::max(Worst, Verdict.Result);
  }
  Archs.erase("");
  Facts.Archs.assign(Archs.begin(), Archs.end());
  if (!Outcome.Verdicts.empty())
    Facts.Verdict = verify::toString(Worst);
  return Facts;
}

} // namespace premap
