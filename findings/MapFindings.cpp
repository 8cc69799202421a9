// Mapping calls on their way to actions: is there one, does it map the same,
// and what did the hook make of an error?
#include "findings/Report.h"

#include "findings/Stencils.h"
#include "kernel/Errnos.h"
#include "kernel/Flags.h"
#include "kernel/MapCalls.h"

#include <algorithm>

namespace premap {

/// The body tests one of the flags that tell a shared mapping.
static bool asksForSharing(const Teammate &F) {
  return std::any_of(F.events().begin(), F.events().end(), [](const Event &E) {
    return E.Kind == EventKind::FlagTest &&
           std::any_of(E.Flags.begin(), E.Flags.end(),
                       [](const std::string &Flag) {
                         return kernel::tellsSharing(Flag);
                       });
  });
}

static void findRange(Report &R, const Teammate &F, const Event &E,
                      const kernel::MapCall &Row) {
  const Argument &Start = E.Args[Row.Start], &Size = E.Args[Row.Size];
  if (Start.holds(Known::Start) &&
      (Size.holds(Known::Size) || Size.holds(Known::OnlySize)))
    return;
  R.forbid(rule::PM012,
           E.Name + "() does not provably cover the whole VMA: it maps " +
               oneLine(Size.Text) + " bytes from " + oneLine(Start.Text),
           E.Where, {Lack::PartOfMapping, E.Name + "()"});
  if (!asksForSharing(F))
    R.forbid(rule::PM014,
             "a part of a private mapping would be remapped, which releases "
             "judge differently",
             E.Where, {Lack::PartOfMapping, E.Name + "()"});
}

/// Of the action for pages, the forms for a part and for all of a mapping came
/// together: the one is known as a feature.
static bool hasAction(const ApiFeatures &Api, const kernel::MapCall &Row) {
  constexpr std::string_view Full = "_full";
  std::string_view Action = Row.Action;
  if (!Row.Rule.empty() && Action.ends_with(Full))
    Action.remove_suffix(Full.size());
  return hasFeature(Api, Action);
}

/// The array is read, and the pages are mapped, when the hook has returned.
static void findArray(Report &R, const Event &E, const kernel::MapCall &Row) {
  const Argument &Array = E.Args[Row.Base];
  if (!Array.holds(Known::OfFile))
    R.forbid(rule::PM034,
             "maps the pages of " + oneLine(Array.Text) +
                 ", which do not provably live as long as the file: an action "
                 "reads them when the hook has returned",
             E.Where, {Lack::LateTaking, oneLine(Array.Text)});
  if (E.Result == ResultUse::UnlockReturn)
    R.forbid(rule::PM034,
             E.Name + "() " + std::string(Row.Why) +
                 ", and what fails unlocks first",
             E.Where, {Lack::Action, E.Name + "()"});
}

static void findAction(Report &R, const Teammate &F, const Event &E) {
  const kernel::MapCall *Row = kernel::mapCallNamed(E.Name, E.Args.size());
  if (!Row || (Row->Action.empty() && Row->Rule.empty())) {
    R.forbid(rule::PM039,
             E.Name + "() needs the VMA and has no counterpart for a "
                      "descriptor",
             E.Where, {Lack::Action, E.Name + "()"});
    return;
  }
  // A single page, or pages of which no array is known.
  bool Apart = !Row->Rule.empty() && E.Args.size() != Row->Arguments;
  if (Row->Action.empty() || Apart) {
    R.forbid(Row->Rule, E.Name + "() " + std::string(Row->Why), E.Where,
             {Lack::Action, E.Name + "()"});
    return;
  }
  if (!R.Api.DescAction || !hasAction(R.Api, *Row))
    R.forbid(rule::PM047,
             "calls " + E.Name + "(), for which this target has no action",
             E.Where, {Lack::Api, std::string(Row->Action) + "()"});
  // What the arguments are is not known of a macro that makes the call.
  if (E.InMacro)
    return;
  if (E.Args.size() != Row->Arguments)
    R.forbid(rule::PM010, "calls " + E.Name + "() in an unknown form", E.Where,
             {Lack::Action, E.Name + "()"});
  else if (Row->Size != kernel::NoArgument)
    findRange(R, F, E, *Row);
  if (E.Args.size() == Row->Arguments && !Row->Check.empty())
    findArray(R, E, *Row);
}

/// "-EAGAIN"
static bool isErrorCode(const std::string &Value) {
  return Value.size() > 1 && Value[0] == '-' &&
         kernel::errnoNumber(std::string_view(Value).substr(1)).has_value();
}

bool goesWith(const Event &Map, const Span &Where) {
  switch (Map.Result) {
  case ResultUse::Returned:
  case ResultUse::AssignReturn:
  case ResultUse::UnlockReturn:
    return Map.Statement.contains(Where);
  case ResultUse::IfReturn:
  case ResultUse::AssignIfReturn:
    return !Map.ErrorValue.empty() && Map.Statement.contains(Where);
  case ResultUse::None:
  case ResultUse::Ignored:
  case ResultUse::Other:
    break;
  }
  return false;
}

static void findTranslation(Report &R, const Event &E) {
  const Missing Needs{Lack::ErrorCode, E.Name + "()"};
  const std::string &Value = E.ErrorValue;
  const kernel::MapCall *Row = kernel::mapCallNamed(E.Name, E.Args.size());
  // An action without a range checks its own in the prepare step.
  if (Row && !Row->Action.empty() && Row->Size == kernel::NoArgument)
    R.forbid(rule::PM015,
             "turns an error of " + E.Name + "() into " + Value +
                 ", but the action's range check reports its own",
             E.Where, Needs);
  if (!isErrorCode(Value)) {
    R.forbid(rule::PM015,
             "turns an error of " + E.Name + "() into " + Value +
                 ", which is no constant error code",
             E.Where, Needs);
    return;
  }
  if (!R.Api.ErrorOverride && !R.Api.ErrorHook)
    R.forbid(rule::PM047,
             "turns an error of " + E.Name +
                 "() into another, which this target cannot",
             E.Where, {Lack::Api, "mmap_action.error_override"});
  R.note(rule::PM015,
         "errors of the mapping become " + Value +
             "; those of the prepare step keep their own code",
         E.Where);
}

/// What the hook does with the result of \p E.
static void findFate(Report &R, const Event &E) {
  const Missing Needs{Lack::ErrorCode, E.Name + "()"};
  switch (E.Result) {
  case ResultUse::Returned:
  case ResultUse::AssignReturn:
    break;
  case ResultUse::Ignored:
    R.forbid(rule::PM015,
             "ignores the result of " + E.Name +
                 "(), which an action would report",
             E.Where, Needs);
    return;
  case ResultUse::IfReturn:
  case ResultUse::AssignIfReturn:
  case ResultUse::UnlockReturn:
    if (!E.ErrorValue.empty())
      break;
    [[fallthrough]];
  case ResultUse::Other:
  case ResultUse::None:
    R.forbid(rule::PM015,
             "does more with an error of " + E.Name +
                 "() than to return it, and the hook no longer sees it",
             E.Where, Needs);
    return;
  }
  if (!E.PrintsError.empty())
    R.note(rule::PM044,
           E.PrintsError + "() says that " + E.Name +
               "() has failed; nothing of the hook runs then any more",
           E.Where);
  if (E.Result == ResultUse::Returned || E.Result == ResultUse::AssignReturn)
    return;
  if (E.ErrorValue != E.ResultVariable)
    findTranslation(R, E);
  // Otherwise it gets 0 in the place of the call.
  if (E.ResultReadLater && !E.ResultReturned && E.StatementDeclares)
    R.forbid(rule::PM015,
             "reads the result of " + E.Name + "() again after testing it",
             E.Where, Needs);
}

/// An error code for all errors: a hook has one action.
static void findTwoCodes(Report &R, const Teammate &F) {
  std::string First;
  for (const Event &E : F.events()) {
    if (E.Kind != EventKind::Map || E.ErrorValue.empty() ||
        E.ErrorValue == E.ResultVariable || !isErrorCode(E.ErrorValue))
      continue;
    if (!First.empty() && First != E.ErrorValue)
      R.forbid(rule::PM015, "turns errors of two mapping calls into two codes",
               E.Where, {Lack::ErrorCode, E.Name + "()"});
    First = E.ErrorValue;
  }
}

void findMappings(Report &R, const Teammate &F) {
  for (const Event &E : F.events())
    if (E.Kind == EventKind::Map) {
      findAction(R, F, E);
      findFate(R, E);
    }
  findTwoCodes(R, F);
}

} // namespace premap
