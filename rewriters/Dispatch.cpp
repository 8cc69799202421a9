#include "rewriters/Dispatch.h"

#include "kernel/Hooks.h"
#include "rewriters/DispatchCall.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <set>

namespace premap {
namespace {

/// Edits the calls of one file.
class Dispatcher {
public:
  Dispatcher(Session &S, const FamilyInput &Input, const SourceText &T)
      : S(S), Input(Input), T(T) {}

  void convert(const FamilyCaller &Caller, const FieldUse &Call);
  /// The tests for NULL that the calls have taken care of.
  std::set<unsigned> Tests;

private:
  std::string freeName(const Dispatch &D,
                       std::initializer_list<const char *> Names) const;
  std::string tableName(const Dispatch &D);
  bool isBehindDeclaration(const Dispatch &D) const;
  std::string newCall(const Dispatch &D, const std::string &Table,
                      const std::string &Desc) const;
  void edit(const Dispatch &D, const std::string &Table);
  void refuse(const std::string &Message, const Span &Where) {
    S.obstacle(rule::PM038, Message, Where);
  }
  std::string text(TokenRange R) const {
    return std::string(T.slice(bytes(T, R)));
  }

  Session &S;
  const FamilyInput &Input;
  const SourceText &T;
};

} // namespace

std::string
Dispatcher::freeName(const Dispatch &D,
                     std::initializer_list<const char *> Names) const {
  for (const char *Name : Names) {
    bool Used = false;
    for (size_t I = D.Syntax.OpenParen; I < D.Syntax.CloseBrace; ++I)
      Used |= T.at(I) == Name && !T.isMember(I);
    if (!Used)
      return Name;
  }
  return "";
}

/// How both calls name the table. It is read once where it was read once, so
/// that both ask the same one: by a local then, behind the other locals.
std::string Dispatcher::tableName(const Dispatch &D) {
  bool Calls = llvm::any_of(llvm::seq(D.Table.Begin, D.Table.End),
                            [&](size_t I) { return T.at(I) == "("; });
  if (!Calls && (D.isEmbedded(T) || !D.Guard.empty()))
    return text(D.Table);
  const Span Where = Session::span(T, bytes(T, D.Statement));
  std::string Name = freeName(D, {"ops", "table"});
  TokenRange Last;
  for (const Declaration &L : declarationsIn(T, D.Syntax.body()))
    if (L.Statement.End <= D.Statement.Begin)
      Last = L.Statement;
  if (D.isEmbedded(T) || !D.Guard.empty() || Name.empty() || Last.empty() ||
      Last.End != D.Statement.Begin) {
    refuse("reads the table anew for each use of it, or in the middle of the "
           "function",
           Where);
    return "";
  }
  unsigned At = T.nextLine(T.tokens()[Last.End - 1].Begin);
  S.edit(T, {At, At},
         T.indent(T.tokens()[Last.Begin].Begin) + "const struct " +
             Input.Family.Record + " *" + Name + " = " + text(D.Table) + ";" +
             T.newline(),
         "both forms are looked for in the same table");
  S.edit(T, bytes(T, D.Table), Name, "both forms are of the same table");
  return Name;
}

bool Dispatcher::isBehindDeclaration(const Dispatch &D) const {
  return llvm::any_of(
      declarationsIn(T, D.Syntax.body()),
      [&](const Declaration &L) { return L.Statement.End == D.begin(); });
}

std::string Dispatcher::newCall(const Dispatch &D, const std::string &Table,
                                const std::string &Desc) const {
  std::vector<std::string> Arguments;
  for (const TokenRange &A : D.Arguments) {
    bool Whole = A.End - A.Begin == 1;
    if (Whole && T.at(A.Begin) == D.Function->Body.VmaParameter)
      Arguments.push_back("&" + Desc);
    else if (!Whole || T.at(A.Begin) != D.Function->Body.FileParameter)
      Arguments.push_back(joinLines(text(A)));
  }
  return Table + std::string(T.at(D.Member - 1)) +
         kernel::prepareForm(Input.Family.Field) + "(" +
         llvm::join(Arguments, ", ") + ")";
}

void Dispatcher::edit(const Dispatch &D, const std::string &Table) {
  const std::string Desc = freeName(D, {"desc", "vma_desc"});
  const bool Returned = D.Form == CallForm::Returned;
  const std::string Error = Returned ? freeName(D, {"err", "ret", "error"})
                                     : std::string(T.at(D.Statement.Begin));
  const HandlerBody &Body = D.Function->Body;
  const unsigned Line = T.lineBegin(T.tokens()[D.begin()].Begin);
  const std::string Indent = T.indent(Line), In = Indent + "\t",
                    N = T.newline();
  if (T.slice({Line, T.tokens()[D.begin()].Begin}) != Indent) {
    refuse("has something else on the line of the call",
           D.Function->Definition);
    return;
  }
  if (Desc.empty() || Error.empty()) {
    refuse("has no name left for a descriptor or an error",
           D.Function->Definition);
    return;
  }
  const std::string Member = Table + std::string(T.at(D.Member - 1));
  // Declarations want an empty line behind them.
  unsigned Above = Line ? T.lineBegin(Line - 1) : 0;
  bool Empty = T.slice({Above, Line}).find_first_not_of(" \t\r\n") ==
               std::string_view::npos;
  std::string Out = isBehindDeclaration(D) && !Empty ? N : "";
  Out += Indent + "if (" + Member + kernel::prepareForm(Input.Family.Field) +
         ") {" + N;
  Out += In + "struct vm_area_desc " + Desc + ";" + N;
  if (Returned)
    Out += In + "int " + Error + ";" + N;
  Out += N + In + "compat_set_desc_from_vma(&" + Desc + ", " +
         Body.FileParameter + ", " + Body.VmaParameter + ");" + N;
  Out += In + Error + " = " + newCall(D, Table, Desc) + ";" + N;
  const std::string Rest =
      "__compat_vma_mmap(&" + Desc + ", " + Body.VmaParameter + ");" + N;
  const std::string Why = "the new form is called where a table has it";
  if (Returned) {
    Out += In + "if (" + Error + ")" + N + In + "\treturn " + Error + ";" + N;
    Out += In + "return " + Rest + Indent + "}" + N;
    S.edit(T, {Line, Line}, breakLongLines("", Out), Why);
    return;
  }
  Out += In + "if (!" + Error + ")" + N + In + "\t" + Error + " = " + Rest +
         Indent + "} else ";
  unsigned End = T.tokens()[D.Statement.End - 1].End;
  if (D.Inside)
    Out += text({D.Guard.Begin, D.Statement.Begin}) + " ";
  Out += "{" + N + In + text(D.Statement) + N + Indent + "}";
  S.edit(T, {Line, End}, breakLongLines("", Out), Why);
}

void Dispatcher::convert(const FamilyCaller &Caller, const FieldUse &Call) {
  const FunctionFacts &F = Caller.Function;
  const std::string Hook = Input.Family.Record + "." + Input.Family.Field;
  if (!Caller.IsHook || F.Body.IsDesc || F.Body.VmaParameter.empty() ||
      F.Body.FileParameter.empty()) {
    refuse(F.Name + "(), which calls " + Hook +
               ", is not itself the mmap hook of a file",
           Call.Where);
    return;
  }
  for (const Event &E : F.Body.Events)
    if (std::string Why = lostByDescriptor(E, Call); !Why.empty()) {
      refuse(F.Name + "() " + Why +
                 ", which a descriptor that is made of the VMA does not carry "
                 "to the hook and back",
             E.Where);
      return;
    }
  std::optional<Dispatch> Read = readDispatch(T, Input.Family, F, Call, Tests);
  if (!Read) {
    refuse(F.Name + "() calls " + Hook +
               " in a form that has no place for a second call",
           Call.Where);
    return;
  }
  const Dispatch &D = *Read;
  if (D.Form == CallForm::Assigned && D.Inside) {
    const size_t Begin = D.Statement.Begin;
    bool Comment = T.slice({T.tokens()[Begin - 1].End, T.tokens()[Begin].Begin})
                       .find_first_not_of(" \t\r\n") != std::string_view::npos;
    if (D.Guard.End != D.Statement.End || Comment) {
      refuse(F.Name + "() does or says something else where it calls " + Hook,
             Call.Where);
      return;
    }
  }
  std::string Table = tableName(D);
  if (Table.empty())
    return;
  edit(D, Table);
  S.step(F.Name + "() calls " + kernel::prepareForm(Input.Family.Field) +
             " where a table has it, with a descriptor that is made of the "
             "VMA and put back into it",
         Call.Where);
}

void callBoth(Session &S, const FamilyInput &Input) {
  std::map<std::string, std::unique_ptr<Dispatcher>> ByFile;
  auto in = [&](const std::string &Path) -> Dispatcher * {
    std::unique_ptr<Dispatcher> &D = ByFile[Path];
    const SourceText *T = S.text(Path);
    if (!D && T)
      D = std::make_unique<Dispatcher>(S, Input, *T);
    return D.get();
  };
  for (const FieldUse &Use : Input.Uses) {
    if (Use.Kind != FieldUseKind::Call)
      continue;
    const FamilyCaller *Of = nullptr;
    for (const FamilyCaller &C : Input.Callers)
      if (C.Function.Definition.contains(Use.Where))
        Of = &C;
    Dispatcher *D = in(Use.Where.Path);
    if (!Of)
      S.obstacle(rule::PM038,
                 "calls " + Input.Family.Record + "." + Input.Family.Field +
                     " in a function that was not read",
                 Use.Where);
    else if (D)
      D->convert(*Of, Use);
  }
  for (const FieldUse &Use : Input.Uses) {
    Dispatcher *D =
        Use.Kind == FieldUseKind::Read ? in(Use.Where.Path) : nullptr;
    if (D && (!Use.Where.Length || !D->Tests.count(Use.Where.Offset)))
      S.obstacle(rule::PM038,
                 "reads " + Input.Family.Record + "." + Input.Family.Field +
                     ", which is NULL in a table that has the new form",
                 Use.Where);
  }
}

} // namespace premap
