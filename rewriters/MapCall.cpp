// Puts an action in the place of a mapping call and of what the handler did
// with the call's result.
#include "rewriters/MapCall.h"

#include "rewriters/BodyEdits.h"
#include "rewriters/Locals.h"

#include <algorithm>

namespace premap {

std::string mapArgument(const Subject &F, const Event &E, size_t Index) {
  const SourceText &S = *F.Source;
  TokenRange Tokens = tokensOf(S, E.Args[Index].Where);
  // Comments between the neighbouring commas belong to the argument.
  Range Where{S.tokens()[Tokens.Begin - 1].End, S.tokens()[Tokens.End].Begin};
  std::string Text = joinLines(render(S, Where, F.Replacements));
  size_t Begin = Text.find_first_not_of(" \t");
  size_t End = Text.find_last_not_of(" \t");
  return Begin == std::string::npos ? "" : Text.substr(Begin, End - Begin + 1);
}

static bool isErrno(const std::string &Value) {
  return Value.size() > 2 && Value[0] == '-' && Value[1] == 'E' &&
         std::all_of(Value.begin() + 1, Value.end(), [](unsigned char C) {
           return std::isupper(C) || std::isdigit(C);
         });
}

/// True for `mutex_unlock(..);`, `up_read(..);` and their like.
static bool isUnlock(const SourceText &S, TokenRange Statement) {
  std::string_view Name = S.at(Statement.Begin);
  return S.at(Statement.Begin + 1) == "(" &&
         (Name.find("unlock") != std::string_view::npos ||
          Name.rfind("up_", 0) == 0 || Name == "up");
}

/// The error that \p Branch returns if all else it does is to unlock what is
/// unlocked behind it too; "" if it does anything else.
static std::string onlyUnlocks(const Subject &F, TokenRange Branch) {
  const SourceText &S = *F.Source;
  size_t I = Branch.Begin, End = Branch.End;
  if (S.at(I) == "{") {
    ++I;
    --End;
  }
  while (I < End && isUnlock(S, {I, End})) {
    TokenRange Unlock = statementAt(S, I, End);
    bool Again = false;
    for (size_t J = Branch.End; J < F.Syntax.CloseBrace && !Again; ++J) {
      TokenRange There{J, J + (Unlock.End - Unlock.Begin)};
      Again = There.End <= F.Syntax.CloseBrace && sameTokens(S, Unlock, There);
    }
    if (!Again)
      return "";
    I = Unlock.End;
  }
  TokenRange Return = statementAt(S, I, End);
  if (S.at(I) != "return" || Return.End != End)
    return "";
  return std::string(S.slice(bytes(S, TokenRange{I + 1, Return.End - 1})));
}

namespace {

/// The statement that goes with a call, and what it made of an error.
struct Fate {
  Range Statement;
  bool Returns = false;   ///< the call's result was the function's
  std::string ErrorValue; ///< "-EAGAIN"; "" if errors stay as they are
};

} // namespace

/// `if (call) branch`, or `r = call; if (r) branch`, whose branch unlocks.
static std::optional<Fate> unlockingFate(const Subject &F, const Event &E) {
  const SourceText &S = *F.Source;
  if (!E.ErrorBranch.Where)
    return std::nullopt;
  TokenRange Branch = tokensOf(S, E.ErrorBranch.Where);
  std::string Value = onlyUnlocks(F, Branch);
  size_t Begin =
      statementBegin(S, S.firstAt(E.Where.Offset), F.Syntax.OpenBrace + 1);
  TokenRange First = statementAt(S, Begin, F.Syntax.CloseBrace);
  TokenRange Last = First;
  if (S.at(Begin) != "if")
    Last = statementAt(S, First.End, F.Syntax.CloseBrace);
  if (Value.empty() || S.at(Last.Begin) != "if" || Last.End != Branch.End)
    return std::nullopt;
  Fate Out;
  Out.Statement = bytes(S, {First.Begin, Last.End});
  if (Value != E.ResultVariable)
    Out.ErrorValue = Value;
  return Out;
}

static std::optional<Fate> fateOf(Session &S, const Subject &F,
                                  const Event &E) {
  Fate Out;
  Out.Statement = range(E.Statement);
  switch (E.Result) {
  case ResultUse::Returned:
  case ResultUse::AssignReturn:
    Out.Returns = true;
    return Out;
  case ResultUse::IfReturn:
  case ResultUse::AssignIfReturn:
    if (E.ErrorValue.empty())
      break;
    if (E.ErrorValue != E.ResultVariable)
      Out.ErrorValue = E.ErrorValue;
    return Out;
  case ResultUse::Other:
    if (std::optional<Fate> Unlocking = unlockingFate(F, E))
      return Unlocking;
    break;
  case ResultUse::Ignored:
    S.obstacle("PM015",
               "ignores the result of " + E.Name +
                   "(), which an action would report",
               E.Where);
    return std::nullopt;
  case ResultUse::None:
    break;
  }
  S.obstacle("PM015",
             "does more with an error of " + E.Name +
                 "() than to return it, and the hook no longer sees it",
             E.Where);
  return std::nullopt;
}

/// After the statement has gone, its variable must not be read as its result.
static bool settleResultVariable(Session &S, Subject &F, const Event &E,
                                 const Fate &Result) {
  for (const LocalVariable &L : F.Facts->Body.Locals) {
    if (L.Name != E.ResultVariable)
      continue;
    bool ReadLater = false;
    for (const Span &Read : L.Reads)
      ReadLater |= Read.Offset >= Result.Statement.End;
    if (E.StatementDeclares)
      for (const Span &Write : L.Writes)
        ReadLater |= Write.Offset >= Result.Statement.End;
    if (!ReadLater)
      return true;
    // `return ret;` as the last statement: it was 0 on the way here.
    const SourceText &T = *F.Source;
    size_t End = F.Syntax.CloseBrace;
    size_t After = T.firstAt(Result.Statement.End);
    bool Last = T.matches(End - 3, {"return", L.Name, ";"}) && After <= End - 3;
    bool Straight = Last && !E.StatementDeclares;
    for (size_t I = F.Syntax.OpenBrace; I < End; ++I)
      Straight &= T.at(I) != "goto";
    for (size_t I = After; Straight && I < End - 3; ++I)
      Straight = T.at(I) != L.Name && T.at(I) != "}";
    if (Straight) {
      F.replace(T.tokens()[End - 2], "0");
      return true;
    }
    S.obstacle("PM015",
               "reads the result of " + E.Name + "() again after testing it",
               E.Where);
    return false;
  }
  return true;
}

static void translateError(Session &S, Subject &F, const Event &E,
                           const std::string &Value,
                           std::vector<std::string> &Lines) {
  if (!isErrno(Value)) {
    S.obstacle("PM015",
               "turns an error of " + E.Name + "() into " + Value +
                   ", which is no constant error code",
               E.Where);
    return;
  }
  if (!F.ErrorValue.empty() && F.ErrorValue != Value) {
    S.obstacle("PM015", "turns errors of two mapping calls into two codes",
               E.Where);
    return;
  }
  F.ErrorValue = Value;
  if (S.Api.ErrorOverride) {
    S.Decisions.ErrorOverride = Value;
    Lines.push_back(F.Desc + "->action.error_override = " + Value + ";");
  } else if (!S.Api.ErrorHook) {
    S.obstacle("PM047",
               "turns an error of " + E.Name +
                   "() into another, which this target cannot",
               E.Where);
    return;
  } else {
    F.ErrorHook = F.Facts->Name + "_error";
    S.Decisions.ErrorHook = F.ErrorHook;
    Lines.push_back(F.Desc + "->action.error_hook = " + F.ErrorHook + ";");
  }
  S.warn("PM015",
         "errors of the mapping become " + Value +
             "; those of the prepare step keep their own code",
         E.Where);
}

static std::optional<ActionCall> actionFor(Session &S, Subject &F,
                                           const Event &E) {
  if (E.Name == "remap_pfn_range" || E.Name == "io_remap_pfn_range" ||
      E.Name == "vm_iomap_memory") {
    bool HasAction = E.Name == "remap_pfn_range" ? S.Api.ActionRemapFull
                     : E.Name == "io_remap_pfn_range"
                         ? S.Api.ActionIoRemapFull
                         : S.Api.ActionSimpleIoRemap;
    if (!S.Api.DescAction || !HasAction) {
      S.obstacle("PM047",
                 "calls " + E.Name + "(), for which this target has no action",
                 E.Where);
      return std::nullopt;
    }
    if (E.Name == "remap_pfn_range")
      return remapAction(S, F, E, ActionKind::RemapFull);
    return ioRemapAction(S, F, E);
  }
  bool Insertion =
      E.Name.rfind("vm_insert_", 0) == 0 || E.Name.rfind("vmf_insert_", 0) == 0;
  if (E.Name.rfind("vm_map_pages", 0) == 0)
    S.obstacle("PM034",
               E.Name +
                   (E.Name == "vm_map_pages_zero"
                        ? "() checks that there are enough pages"
                        : "() checks the page count against the offset") +
                   ", which no action does",
               E.Where);
  else if (Insertion)
    S.obstacle("PM033",
               E.Name +
                   "() inserts pages one by one, for which there is no action",
               E.Where);
  else
    S.obstacle("PM039",
               E.Name + "() needs the VMA and has no counterpart for a "
                        "descriptor",
               E.Where);
  return std::nullopt;
}

void convertMap(Session &S, Subject &F, const Event &E) {
  if (E.InMacro) {
    S.obstacle("PM039", E.Name + "() is called inside of a macro", E.Where);
    return;
  }
  std::optional<ActionCall> Call = actionFor(S, F, E);
  std::optional<Fate> Result = fateOf(S, F, E);
  // Its range check runs in the prepare step, where no error is translated.
  if (Result && !Result->ErrorValue.empty() && E.Name == "vm_iomap_memory")
    S.obstacle("PM015",
               "turns an error of vm_iomap_memory() into " +
                   Result->ErrorValue +
                   ", but the action's range check reports its own",
               E.Where);
  if (!Call || !Result || !settleResultVariable(S, F, E, *Result))
    return;
  std::vector<std::string> Lines;
  if (!Call->PageProt.empty())
    Lines.push_back(F.Desc + "->page_prot = " + Call->PageProt + ";");
  std::string Action = toString(Call->Kind) + "(" + F.Desc;
  for (const std::string &Argument : Call->Arguments)
    Action += ", " + Argument;
  Lines.push_back(Action + ");");
  if (!Result->ErrorValue.empty())
    translateError(S, F, E, Result->ErrorValue, Lines);
  if (Result->Returns)
    Lines.push_back("return 0;");
  S.Decisions.Action = Call->Kind;
  S.step("ask for " + toString(Call->Kind) + "() where " + E.Name +
             "() was called; the core maps after the hook has returned",
         E.Where);
  F.Vanishing.push_back(Session::span(*F.Source, Result->Statement));
  replaceStatement(F, Result->Statement, Lines);
}

} // namespace premap
