#include "rewriters/DispatchCall.h"

#include "findings/Finding.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

namespace premap {
namespace {

class CallReader {
public:
  CallReader(const SourceText &T, const HookFamily &Family,
             std::set<unsigned> &Tests)
      : T(T), Family(Family), Tests(Tests) {}

  bool read(const FunctionFacts &F, const FieldUse &Call, Dispatch &D);

private:
  bool readTable(Dispatch &D);
  bool readArguments(const FunctionFacts &F, Dispatch &D, size_t Open);
  void readGuard(Dispatch &D);
  void noteTests(TokenRange Condition);
  bool isTest(TokenRange Condition, bool Negated, const Dispatch &D);

  const SourceText &T;
  const HookFamily &Family;
  std::set<unsigned> &Tests;
};

} // namespace

/// A chain of members and variables: nothing that it costs to read it twice.
bool CallReader::readTable(Dispatch &D) {
  size_t I = D.Member - 1;
  if (T.at(I) != "->" && T.at(I) != ".")
    return false;
  const size_t End = I;
  while (true) {
    if (T.at(I - 1) == ")" || T.at(I - 1) == "]") {
      std::optional<size_t> Open = T.opening(I - 1);
      if (!Open || *Open == 0 || !T.isIdentifier(*Open - 1))
        return false;
      I = *Open - 1;
    } else if (T.isIdentifier(I - 1)) {
      --I;
    } else {
      return false;
    }
    if (T.at(I - 1) != "->" && T.at(I - 1) != ".")
      break;
    --I;
  }
  D.Table = {I, End};
  return llvm::none_of(llvm::seq(I, End), [&](size_t Token) {
    std::string_view Text = T.at(Token);
    return Text == "++" || Text == "--" || Text.ends_with("=");
  });
}

/// The VMA is an argument of its own, and the file, if it is one, is that of
/// the hook that calls.
bool CallReader::readArguments(const FunctionFacts &F, Dispatch &D,
                               size_t Open) {
  D.Arguments = callArguments(T, Open);
  unsigned Vmas = 0;
  for (const TokenRange &A : D.Arguments)
    for (size_t I = A.Begin; I < A.End; ++I) {
      if (T.isMember(I))
        continue;
      bool Whole = A.End - A.Begin == 1;
      bool IsVma = T.at(I) == F.Body.VmaParameter;
      if ((IsVma || T.at(I) == F.Body.FileParameter) && !Whole)
        return false;
      Vmas += IsVma;
    }
  return Vmas == 1;
}

/// Whether \p Condition asks just for the hook that \p D calls.
bool CallReader::isTest(TokenRange C, bool Negated, const Dispatch &D) {
  const std::string_view Hint = Negated ? "unlikely" : "likely";
  if (T.at(C.Begin) == Hint && T.at(C.Begin + 1) == "(" &&
      T.closing(C.Begin + 1) == C.End - 1)
    C = {C.Begin + 2, C.End - 1};
  if (Negated && T.at(C.Begin) != "!")
    return false;
  C.Begin += Negated;
  return sameTokens(T, C, {D.Table.Begin, D.Member + 1});
}

/// `if (ops->mmap) CALL` or `if (!ops->mmap) return E; CALL`.
void CallReader::readGuard(Dispatch &D) {
  const size_t Floor = D.Syntax.OpenBrace + 1;
  size_t Begin = D.Statement.Begin;
  if (isUnbracedBody(T, Begin) && T.at(Begin - 1) == ")") {
    size_t Open = *T.opening(Begin - 1);
    if (T.at(Open - 1) == "if" && isTest({Open + 1, Begin - 1}, false, D)) {
      D.Guard = statementAt(T, Open - 1, D.Syntax.CloseBrace);
      D.Inside = true;
      noteTests({Open, Begin});
    }
    return;
  }
  if (D.Form != CallForm::Returned || Begin <= Floor || T.at(Begin - 1) != ";")
    return;
  size_t Before = statementBegin(T, Begin - 1, Floor);
  if (T.at(Before) != "return" || !isUnbracedBody(T, Before) ||
      T.at(Before - 1) != ")")
    return;
  size_t Open = *T.opening(Before - 1);
  if (T.at(Open - 1) != "if" || !isTest({Open + 1, Before - 1}, true, D))
    return;
  D.Guard = {Open - 1, Begin};
  noteTests({Open, Before});
}

void CallReader::noteTests(TokenRange Condition) {
  for (size_t I = Condition.Begin; I < Condition.End; ++I)
    if (T.at(I) == Family.Field)
      Tests.insert(T.tokens()[I].Begin);
}

bool CallReader::read(const FunctionFacts &F, const FieldUse &Call,
                      Dispatch &D) {
  D.Function = &F;
  std::optional<FunctionSyntax> Syntax =
      functionIn(T, {F.Definition.Offset, F.Definition.end()}, F.Name);
  D.Member = T.firstAt(Call.Where.Offset);
  std::optional<size_t> Close = T.closing(D.Member + 1);
  if (!Syntax || !Call.Where.Length || T.at(D.Member) != Family.Field ||
      T.at(D.Member + 1) != "(" || !Close || T.at(*Close + 1) != ";" ||
      !readTable(D) || !readArguments(F, D, D.Member + 1))
    return false;
  D.Syntax = *Syntax;
  size_t Begin = statementBegin(T, D.Member, D.Syntax.OpenBrace + 1);
  if (T.at(Begin) == "return" && Begin + 1 == D.Table.Begin)
    D.Form = CallForm::Returned;
  else if (T.isIdentifier(Begin) && T.at(Begin + 1) == "=" &&
           Begin + 2 == D.Table.Begin)
    D.Form = CallForm::Assigned;
  else
    return false;
  D.Statement = {Begin, *Close + 2};
  readGuard(D);
  // What else decides whether the hook is called decides for one form only.
  return D.Inside || !isUnbracedBody(T, Begin);
}

std::optional<Dispatch> readDispatch(const SourceText &T,
                                     const HookFamily &Family,
                                     const FunctionFacts &F,
                                     const FieldUse &Call,
                                     std::set<unsigned> &Tests) {
  Dispatch D;
  if (!CallReader(T, Family, Tests).read(F, Call, D))
    return std::nullopt;
  return D;
}

// A descriptor starts without private data.
std::string lostByDescriptor(const Event &E, const FieldUse &Call) {
  bool Member = E.Name == "vm_private_data" || E.Name == "vm_file";
  switch (E.Kind) {
  case EventKind::FieldWrite:
  case EventKind::FieldAddress:
    return Member ? "sets vma->" + E.Name : "";
  case EventKind::Map:
  case EventKind::GenericFile:
  case EventKind::HelperCall:
  case EventKind::OtherCall:
  case EventKind::IndirectCall:
  case EventKind::Escape:
    return E.Where.Offset < Call.Where.Offset && !E.Where.contains(Call.Where)
               ? "hands the VMA on before, to " + oneLine(E.Text)
               : "";
  case EventKind::FieldRead:
  case EventKind::Size:
  case EventKind::Pages:
  case EventKind::FlagTest:
  case EventKind::FlagSet:
  case EventKind::FlagClear:
  case EventKind::FlagModify:
  case EventKind::FileRead:
  case EventKind::Acquire:
  case EventKind::Release:
  case EventKind::Lock:
  case EventKind::Unlock:
  case EventKind::SideEffect:
  case EventKind::Return:
  case EventKind::InactiveUse:
    return "";
  }
  return "";
}

} // namespace premap
