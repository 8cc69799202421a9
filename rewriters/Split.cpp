#include "rewriters/Split.h"

#include <algorithm>

namespace premap {

namespace {

/// One of the values, in the order in which they are handed over.
struct Value {
  std::string Parameter;  ///< "unsigned long start"
  std::string Name;       ///< "start"
  std::string DescMember; ///< "start"
  std::string VmaMember;  ///< "vm_start"
};

} // namespace

static std::vector<Value> valuesOf(const Session &S, const Subject &F) {
  const ValueReads R = valueReads(F.Facts->Body);
  std::vector<Value> Out;
  if (R.Flags && usesFlagBits(S.Api))
    Out.push_back({"vma_flags_t flags", "flags", "vma_flags", "flags"});
  else if (R.Flags)
    Out.push_back({"vm_flags_t vm_flags", "vm_flags", "vm_flags", "vm_flags"});
  if (R.Start)
    Out.push_back({"unsigned long start", "start", "start", "vm_start"});
  if (R.End)
    Out.push_back({"unsigned long end", "end", "end", "vm_end"});
  if (R.Pgoff)
    Out.push_back({"pgoff_t pgoff", "pgoff", "pgoff", "vm_pgoff"});
  if (R.File)
    Out.push_back({"struct file *file", "file", "file", "vm_file"});
  return Out;
}

/// The identifier \p Name is free in the definition of \p F.
static bool isFree(const Subject &F, const std::string &Name) {
  const SourceText &T = *F.Source;
  for (size_t I = F.Syntax.OpenParen; I < F.Syntax.CloseBrace; ++I)
    if (T.at(I) == Name && !T.isMember(I) && T.at(I - 1) != "struct")
      return false;
  return true;
}

bool split(Session &S, Subject &F) {
  const SourceText &T = *F.Source;
  const std::string NewName = "__" + F.Facts->Name;
  if (!valueReads(F.Facts->Body).OnlyValues)
    return false;
  std::vector<Value> Values = valuesOf(S, F);
  for (size_t I = 0; I < T.tokens().size(); ++I)
    if (T.at(I) == NewName)
      return false;
  for (const Mention &M : F.Facts->Mentions)
    if (M.Kind == MentionKind::Declaration)
      return false; // its callers may stand before it
  for (size_t I = statementBegin(T, F.Syntax.Name, 0); I < F.Syntax.Name; ++I)
    if (T.at(I) == "void" && T.at(I + 1) != "*")
      return false;
  for (const Value &V : Values)
    if (!isFree(F, V.Name))
      return false;
  for (const Parameter &P : F.Facts->Parameters)
    if (P.Name.empty())
      return false;
  if (Values.empty() ||
      F.Facts->Parameters.size() != callArguments(T, F.Syntax.OpenParen).size())
    return false;
  F.IsSplit = true;
  F.NewName = NewName;
  return true;
}

std::string splitArguments(const Session &S, const Subject &Helper,
                           const Subject &Caller) {
  std::string Out;
  for (const Value &V : valuesOf(S, Helper)) {
    Out += Out.empty() ? "" : ", ";
    Out += V.Name == "file" ? Caller.fileText() : Caller.member(V.DescMember);
  }
  return Out;
}

/// "(a, b, c)" whose parenthesis stands at \p Column, filled up to 80 columns.
static std::string filled(const std::vector<std::string> &Items,
                          unsigned Column, const std::string &Newline,
                          unsigned Tail) {
  std::string Out = "(";
  unsigned At = Column + 1;
  for (size_t I = 0; I < Items.size(); ++I) {
    bool Last = I + 1 == Items.size();
    unsigned Width = Items[I].size() + 1 + (Last ? Tail : 0);
    if (I > 0 && At + 1 + Width > 80) {
      Out += Newline + indentTo(Column + 1);
      At = Column + 1;
    } else if (I > 0) {
      Out += ' ';
      ++At;
    }
    Out += Items[I] + (Last ? ")" : ",");
    At += Width;
  }
  return Out;
}

void splitSignature(Session &S, Subject &F) {
  const SourceText &T = *F.Source;
  const FunctionSyntax &X = F.Syntax;
  std::vector<std::string> Parameters, Arguments;
  std::vector<TokenRange> Old = callArguments(T, X.OpenParen);
  for (size_t P = 0; P < Old.size(); ++P) {
    const std::string &Name = F.Facts->Parameters[P].Name;
    if (Name != F.Vma) {
      Parameters.push_back(joinLines(T.slice(bytes(T, Old[P]))));
      Arguments.push_back(Name);
      continue;
    }
    for (const Value &V : valuesOf(S, F)) {
      Parameters.push_back(V.Parameter);
      Arguments.push_back(F.Vma + "->" + V.VmaMember);
    }
  }
  const std::string &N = T.newline();
  unsigned Column = T.column(T.tokens()[X.Name].Begin) + F.NewName.size();
  F.replace(T.tokens()[X.Name], F.NewName);
  F.replace({T.tokens()[X.OpenParen].Begin, T.tokens()[X.CloseParen].End},
            filled(Parameters, Column, N, 0));
  Range Head{F.Facts->Definition.Offset, T.tokens()[X.CloseParen].End};
  std::string Call = "\treturn " + F.NewName;
  unsigned End = F.Facts->Definition.end();
  F.replace({End, End},
            N + N + std::string(T.slice(Head)) + N + "{" + N + Call +
                filled(Arguments, columnAfter(Call, 0), N, 1) + ";" + N + "}");
  S.step(F.Facts->Name + "() is also called with a VMA: " + F.NewName +
             "() takes what it reads, " + F.Facts->Name + "() hands it over",
         Session::span(T, T.tokens()[X.Name]));
}

} // namespace premap
