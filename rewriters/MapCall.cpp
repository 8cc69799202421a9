// Puts an action in the place of a mapping call and of what the handler did
// with the call's result.
#include "kernel/MapCalls.h"
#include "rewriters/BodyEdits.h"

namespace premap {

/// The text of argument \p Index of \p E with the comments beside it.
static std::string mapArgument(const Subject &F, const Event &E, int Index) {
  const SourceText &S = *F.Source;
  TokenRange Tokens = tokensOf(S, E.Args[Index].Where);
  // Comments between the neighbouring commas belong to the argument.
  Range Where{S.tokens()[Tokens.Begin - 1].End, S.tokens()[Tokens.End].Begin};
  std::string Text = joinLines(render(S, Where, F.Replacements));
  size_t Begin = Text.find_first_not_of(" \t");
  size_t End = Text.find_last_not_of(" \t");
  return Begin == std::string::npos ? "" : Text.substr(Begin, End - Begin + 1);
}

/// Whether the result of \p E goes with its statement.
static bool isSettled(const Event &E) {
  switch (E.Result) {
  case ResultUse::Returned:
  case ResultUse::AssignReturn:
    return true;
  case ResultUse::IfReturn:
  case ResultUse::AssignIfReturn:
  case ResultUse::UnlockReturn:
    return !E.ErrorValue.empty() && (!E.ResultReadLater || E.ResultReturned);
  case ResultUse::Ignored:
  case ResultUse::Other:
  case ResultUse::None:
    return false;
  }
  return false;
}

/// What makes errors of the action the hook's own; "" if the target has no way.
static std::string translateError(Session &S, Subject &F,
                                  const std::string &Value) {
  F.ErrorValue = Value;
  if (S.Api.ErrorOverride) {
    S.Decisions.ErrorOverride = Value;
    return F.Desc + "->action.error_override = " + Value + ";";
  }
  F.ErrorHook = F.Facts->Name + "_error";
  S.Decisions.ErrorHook = F.ErrorHook;
  return F.Desc + "->action.error_hook = " + F.ErrorHook + ";";
}

/// The call of the action, behind the line that stores its protection.
static std::vector<std::string> actionLines(const Subject &F, const Event &E,
                                            const kernel::MapCall &Row) {
  std::vector<std::string> Lines;
  if (Row.Prot != kernel::NoArgument) {
    std::string Prot = mapArgument(F, E, Row.Prot);
    if (Prot != F.Desc + "->page_prot")
      Lines.push_back(F.Desc + "->page_prot = " + Prot + ";");
  }
  std::string Action = std::string(Row.Action) + "(" + F.Desc + ", " +
                       mapArgument(F, E, Row.Base);
  if (Row.Length != kernel::NoArgument)
    Action += ", " + mapArgument(F, E, Row.Length);
  Lines.push_back(Action + ");");
  return Lines;
}

void convertMap(Session &S, Subject &F, const Event &E) {
  if (E.InMacro) {
    S.obstacle(rule::PM039, E.Name + "() is called inside of a macro", E.Where);
    return;
  }
  // What these refuse is a finding.
  const kernel::MapCall *Row = kernel::mapCallNamed(E.Name);
  if (!Row || Row->Action.empty() || E.Args.size() != Row->Arguments ||
      !isSettled(E))
    return;
  std::vector<std::string> Lines = actionLines(F, E, *Row);
  bool Returns =
      E.Result == ResultUse::Returned || E.Result == ResultUse::AssignReturn;
  if (!Returns && E.ErrorValue != E.ResultVariable)
    Lines.push_back(translateError(S, F, E.ErrorValue));
  if (Returns)
    Lines.push_back("return 0;");
  if (E.ResultReturned)
    F.replace(range(E.ResultReturned), "0");
  S.Decisions.Action = Row->Action;
  S.step("ask for " + std::string(Row->Action) + "() where " + E.Name +
             "() was called; the core maps after the hook has returned",
         E.Where);
  F.Vanishing.push_back(E.Statement);
  replaceStatement(F, range(E.Statement), Lines);
}

} // namespace premap
