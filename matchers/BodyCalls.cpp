// Reads the calls that get the bare vma.
#include "matchers/BodyChecks.h"
#include "matchers/BodyFlags.h"
#include "matchers/BodyStatements.h"
#include "matchers/BodyUses.h"
#include "matchers/BodyValues.h"
#include "matchers/PageLoop.h"

#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using llvm::StringRef;

using premap::kernel::CallKind;

namespace premap {

/// Whether the body of \p Callee stands in the main file.
static bool isHelper(const BodyContext &Body, const FunctionDecl *Callee) {
  const FunctionDecl *Definition = nullptr;
  return Callee && Callee->isDefined(Definition) &&
         Body.SM.isInMainFile(
             Body.SM.getExpansionLoc(Definition->getLocation()));
}

static EventKind eventKind(CallKind Kind, const FunctionDecl *Callee,
                           bool Helper) {
  switch (Kind) {
  case CallKind::Remap:
  case CallKind::IoRemap:
  case CallKind::PageInsertion:
  case CallKind::SubsystemMap:
    return EventKind::Map;
  case CallKind::GenericFile:
    return EventKind::GenericFile;
  case CallKind::Size:
    return EventKind::Size;
  case CallKind::Pages:
    return EventKind::Pages;
  case CallKind::FlagSet:
    return EventKind::FlagSet;
  case CallKind::FlagClear:
    return EventKind::FlagClear;
  case CallKind::FlagModify:
    return EventKind::FlagModify;
  case CallKind::FlagTest:
    return EventKind::FlagTest;
  case CallKind::Unknown:
  case CallKind::Stacked:
  case CallKind::PerMappingState:
  case CallKind::Offset:
  case CallKind::PageProt:
  case CallKind::FlagPredicate:
  case CallKind::FlagValue:
  case CallKind::VmaRead:
  case CallKind::VmaWrite:
  case CallKind::Acquire:
  case CallKind::Allocate:
  case CallKind::Release:
  case CallKind::Lock:
  case CallKind::Unlock:
  case CallKind::Guard:
  case CallKind::Pure:
  case CallKind::Reads:
  case CallKind::Arithmetic:
  case CallKind::Log:
  case CallKind::Nothing:
  case CallKind::Harmless:
    break;
  }
  if (!Callee)
    return EventKind::IndirectCall;
  return Helper ? EventKind::HelperCall : EventKind::OtherCall;
}

/// Where the bare \p Parameter stands among the arguments; -1 if nowhere.
static int argumentIndex(const std::vector<Argument> &Args,
                         const ParmVarDecl *Parameter) {
  if (!Parameter)
    return -1;
  for (const auto &[Index, A] : llvm::enumerate(Args)) {
    StringRef Text = A.Text;
    while (Text.consume_front("(") && Text.consume_back(")"))
      Text = Text.trim();
    if (Text == Parameter->getName())
      return int(Index);
  }
  return -1;
}

/// The text of all arguments behind the first, as one.
static Argument rest(const BodyContext &Body, const std::vector<Argument> &A) {
  if (A.size() < 2)
    return {};
  Argument Result = A[1];
  if (Result.Where && A.back().Where)
    Result.Where.Length = A.back().Where.end() - Result.Where.Offset;
  Result.Text = Body.Spans.text(Result.Where);
  return Result;
}

/// Fills what a call that sets or tests flags says about them.
static void readFlagArguments(const BodyContext &Body, const CallExpr &Call,
                              Event &E) {
  if (E.Kind == EventKind::FlagModify) {
    if (E.Args.size() > 1)
      E.Flags = flagNames(E.Args[1].Text);
    if (E.Args.size() > 2)
      E.Expected = flagNames(E.Args[2].Text);
  }
  if (E.Kind == EventKind::FlagTest)
    E.Refuses = isRefusal(Body, Call);
  if (E.Kind == EventKind::FlagTest)
    E.Test = StringRef(E.Name).contains("_all") ? FlagTestForm::AllSet
                                                : FlagTestForm::AnySet;
  // Those of a VMA that take bits are spelled like those of a descriptor.
  if (Body.IsDesc || kernel::takesFlagBits(E.Name)) {
    E.Flags = flagNames(rest(Body, E.Args).Text);
    E.SingleBits = !E.Flags.empty();
    return;
  }
  if (Call.getNumArgs() > 1)
    readFlags(Body, *Call.getArg(1), E);
}

Draft readVmaCall(const BodyContext &Body, const CallExpr &Call,
                  const DeclRefExpr &Use) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  CallText Text = Body.callText(Call);
  Event E;
  E.Kind = eventKind(Text.Kind, Callee, isHelper(Body, Callee));
  E.Name = Text.Name;
  E.Where = Text.Where;
  E.Access = Body.Spans.typed(Use.getSourceRange());
  E.Text = Body.Spans.text(Text.Where);
  E.Args = Text.Args;
  if (E.Kind == EventKind::Map)
    readValues(Body, Call, E.Args);
  E.VmaArg = argumentIndex(E.Args, Body.Vma);
  E.FileArg = argumentIndex(E.Args, Body.File);
  E.InMacro = Text.InMacro || !E.Access || E.VmaArg < 0;
  if (E.Kind == EventKind::FlagSet || E.Kind == EventKind::FlagClear ||
      E.Kind == EventKind::FlagModify || E.Kind == EventKind::FlagTest)
    readFlagArguments(Body, Call, E);
  if (E.Kind == EventKind::HelperCall && Callee->getName() != E.Name) {
    // Through a macro: who follows the helper needs its name.
    E.Name = Callee->getName().str();
    E.InMacro = true;
  }
  if ((E.Kind == EventKind::Size || E.Kind == EventKind::Pages) && !E.InMacro)
    E.Where = Body.withDroppableParens(&Call);
  readResultUse(Body, *Body.outermost(Call, Text.Where), E);
  Draft Result{std::move(E), &Call};
  readPageLoop(Body, Call, Result);
  return Result;
}

} // namespace premap
