// Puts an action in the place of a mapping call and of what the handler did
// with the call's result.
#include "kernel/MapCalls.h"
#include "rewriters/BodyEdits.h"

#include <cctype>

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
    return !E.ErrorValue.empty() &&
           (!E.ResultReadLater || E.ResultReturned || !E.StatementDeclares);
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

/// Whether \p Text is one name, member, element or call.
static bool isOperand(std::string_view Text) {
  unsigned Depth = 0;
  for (size_t I = 0; I < Text.size(); ++I) {
    const char C = Text[I];
    if (C == ')' || C == ']')
      --Depth;
    if (C == '(' || C == '[') {
      // A parenthesis that opens the text may close before its end.
      if (I == 0)
        return false;
      ++Depth;
    }
    bool Arrow = (C == '-' && Text.substr(I, 2) == "->") ||
                 (C == '>' && I > 0 && Text[I - 1] == '-');
    if (Depth == 0 && !Arrow && C != ')' && C != ']' && C != '_' && C != '.' &&
        !std::isalnum(static_cast<unsigned char>(C)))
      return false;
  }
  return true;
}

/// \p Text as an operand of a sum or a comparison.
static std::string operand(std::string Text) {
  return isOperand(Text) ? Text : "(" + Text + ")";
}

/// One of the forms of \p Row for \p E.
static std::string filled(const Session &S, const Subject &F, const Event &E,
                          const kernel::MapCall &Row, std::string_view Form) {
  std::string Out;
  for (size_t I = 0; I < Form.size(); ++I) {
    if (Form[I] != '%') {
      Out += Form[I];
      continue;
    }
    const bool Alone = Form.size() == 2 || Form[I ? I - 1 : 0] == '(';
    switch (Form[++I]) {
    case 'b':
      Out += Alone ? mapArgument(F, E, Row.Base)
                   : operand(mapArgument(F, E, Row.Base));
      break;
    case 'n':
      Out += operand(mapArgument(F, E, Row.Length));
      break;
    case 's':
      Out += pagesOf(S.Api, F.Desc);
      break;
    case 'd':
      Out += F.Desc;
      break;
    }
  }
  return Out;
}

/// What the hook returns where \p E maps nothing.
static std::string checkError(const Event &E, const kernel::MapCall &Row) {
  bool Its = E.Result == ResultUse::Returned ||
             E.Result == ResultUse::AssignReturn ||
             E.ErrorValue == E.ResultVariable;
  return Its ? "-" + std::string(Row.CheckError) : E.ErrorValue;
}

/// The call of the action, behind the lines that store its protection and that
/// check what it does not.
static std::vector<std::string> actionLines(const Session &S, const Subject &F,
                                            const Event &E,
                                            const kernel::MapCall &Row) {
  std::vector<std::string> Lines;
  if (Row.Prot != kernel::NoArgument) {
    std::string Prot = mapArgument(F, E, Row.Prot);
    if (Prot != F.Desc + "->page_prot")
      Lines.push_back(F.Desc + "->page_prot = " + Prot + ";");
  }
  if (!Row.Check.empty()) {
    std::string Check = "if (" + filled(S, F, E, Row, Row.Check) + ")";
    unsigned Column = F.Source->column(E.Statement.Offset);
    size_t Or = Check.find(" || ");
    if (Or != std::string::npos && Column + Check.size() > 80) {
      Lines.push_back(Check.substr(0, Or + 3));
      Check = "    " + Check.substr(Or + 4);
    }
    Lines.push_back(Check);
    Lines.push_back("\treturn " + checkError(E, Row) + ";");
  }
  std::string Action = std::string(Row.Action) + "(" + F.Desc + ", " +
                       filled(S, F, E, Row, Row.BaseForm);
  if (Row.Length != kernel::NoArgument && Row.Check.empty())
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
  const kernel::MapCall *Row = kernel::mapCallNamed(E.Name, E.Args.size());
  if (!Row || Row->Action.empty() || E.Args.size() != Row->Arguments ||
      !isSettled(E))
    return;
  std::vector<std::string> Lines = actionLines(S, F, E, *Row);
  bool Returns =
      E.Result == ResultUse::Returned || E.Result == ResultUse::AssignReturn;
  if (!Returns && E.ErrorValue != E.ResultVariable)
    Lines.push_back(translateError(S, F, E.ErrorValue));
  if (Returns)
    Lines.push_back("return 0;");
  // What comes later reads it as that of a call that has worked.
  if (!Returns && E.ResultReadLater && !E.ResultReturned)
    Lines.push_back(E.ResultVariable + " = 0;");
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
