#include "matchers/TableUses.h"

#include "matchers/HookMatchers.h"
#include "matchers/MatchCallback.h"

#include "clang/Lex/Lexer.h"

#include <set>

using namespace clang;
using namespace clang::ast_matchers;

namespace premap {

/// Designators in \p Text other than those in \p Compiled.
static void addInactiveHooks(const std::string &Text,
                             const LangOptions &Language,
                             const std::set<std::string> &Compiled,
                             VmOpsTable &Table) {
  std::vector<char> Buffer(Text.begin(), Text.end());
  Buffer.push_back('\0');
  Lexer Raw(SourceLocation(), Language, Buffer.data(), Buffer.data(),
            Buffer.data() + Text.size());
  Token T;
  bool AfterDot = false;
  while (!Raw.LexFromRawLexer(T)) {
    if (AfterDot && T.is(tok::raw_identifier)) {
      std::string Field = T.getRawIdentifier().str();
      if (!Compiled.count(Field))
        Table.Hooks.push_back({Field, "", /*Inactive=*/true});
    }
    AfterDot = T.is(tok::period);
  }
}

static VmOpsTable describe(const VarDecl &Table, const InitListExpr &List,
                           const ASTContext &Context,
                           const SourceSpans &Spans) {
  VmOpsTable Result;
  Result.Name = Table.getName().str();
  Span Place = Spans.place(Table.getLocation());
  Result.File = Place.Path;
  Result.Line = Place.Line;
  Result.Static = !Table.isExternallyVisible();
  std::set<std::string> Compiled;
  unsigned I = 0;
  for (const FieldDecl *Field : List.getType()->getAsRecordDecl()->fields()) {
    if (I >= List.getNumInits())
      break;
    const Expr *Init = List.getInit(I++);
    if (!Init || isa<ImplicitValueInitExpr>(Init))
      continue;
    Compiled.insert(Field->getName().str());
    if (Init->IgnoreParenCasts()->isNullPointerConstant(
            const_cast<ASTContext &>(Context),
            Expr::NPC_ValueDependentIsNull) != Expr::NPCK_NotNull)
      continue;
    Result.Hooks.push_back(
        {Field->getName().str(), Spans.text(Init->getSourceRange())});
  }
  addInactiveHooks(Spans.text(Table.getSourceRange()), Spans.language(),
                   Compiled, Result);
  return Result;
}

std::vector<VmOpsTable> readVmOpsTables(ASTContext &Context,
                                        const SourceSpans &Spans) {
  std::vector<VmOpsTable> Tables;
  Callback OnTable([&](const BoundNodes &Nodes) {
    const auto *Table = Nodes.getNodeAs<VarDecl>(bound::Table);
    // A declaration ahead of the one that has the initialiser matches too.
    if (!Table->getInit())
      return;
    const auto *List =
        dyn_cast<InitListExpr>(Table->getInit()->IgnoreParenImpCasts());
    if (!List)
      return;
    if (const InitListExpr *Semantic = List->getSemanticForm())
      List = Semantic;
    if (List->getType()->getAsRecordDecl())
      Tables.push_back(describe(*Table, *List, Context, Spans));
  });
  MatchFinder Finder;
  Finder.addMatcher(initializedVmOps(), &OnTable);
  Finder.matchAST(Context);
  return Tables;
}

/// The ops table whose address \p Value is, or null.
static const VarDecl *tableAt(const Expr *Value) {
  const auto *Address = dyn_cast_if_present<UnaryOperator>(
      Value ? Value->IgnoreParenCasts() : nullptr);
  if (!Address || Address->getOpcode() != UO_AddrOf)
    return nullptr;
  const auto *Name =
      dyn_cast<DeclRefExpr>(Address->getSubExpr()->IgnoreParens());
  const auto *Table = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
  const RecordDecl *Record =
      Table ? Table->getType()->getAsRecordDecl() : nullptr;
  return Record && isOpsTable(*Record) ? Table : nullptr;
}

static std::string fieldName(const FieldDecl &Field) {
  return recordName(*Field.getParent()) + "." + Field.getName().str();
}

static TableUse useOf(const VarDecl &Table, const FieldDecl &Holder,
                      SourceRange Where, const SourceSpans &Spans) {
  TableUse Use;
  Use.Holder = fieldName(Holder);
  Use.Variable = Table.getName().str();
  if (!Table.isExternallyVisible())
    Use.VariableFile = Spans.path(Table.getLocation());
  Use.Where = Spans.place(Where);
  return Use;
}

/// `int open(struct inode *, struct file *file)` and its kin get a file that
/// nobody else has yet; \p Member is a member of it.
static bool isOfFileBeingOpened(const MemberExpr &Member,
                                const FunctionDecl &Function) {
  const auto *Base =
      dyn_cast<DeclRefExpr>(Member.getBase()->IgnoreParenImpCasts());
  if (!Base || !isa<ParmVarDecl>(Base->getDecl()))
    return false;
  return llvm::any_of(Function.parameters(), [](const ParmVarDecl *Parameter) {
    QualType Type = Parameter->getType();
    const RecordDecl *Record = Type->isPointerType()
                                   ? Type->getPointeeType()->getAsRecordDecl()
                                   : nullptr;
    return Record && recordName(*Record) == "inode";
  });
}

std::vector<TableUse> readTableUses(ASTContext &Context,
                                    const SourceSpans &Spans) {
  std::vector<TableUse> Uses;
  Callback OnAssignment([&](const BoundNodes &Nodes) {
    const auto *Member = Nodes.getNodeAs<MemberExpr>(bound::Field);
    const auto *Assignment = Nodes.getNodeAs<BinaryOperator>(bound::Table);
    const VarDecl *Table = tableAt(Assignment->getRHS());
    if (!Table)
      return;
    TableUse Use = useOf(*Table, *cast<FieldDecl>(Member->getMemberDecl()),
                         Assignment->getSourceRange(), Spans);
    Use.WhileOpening = isOfFileBeingOpened(
        *Member, *Nodes.getNodeAs<FunctionDecl>(bound::Function));
    Uses.push_back(std::move(Use));
  });
  Callback OnList([&](const BoundNodes &Nodes) {
    const auto *List = Nodes.getNodeAs<InitListExpr>(bound::Table);
    const RecordDecl *Record = List->getType()->getAsRecordDecl();
    if (!Record || Record->isUnion() || !List->isSemanticForm())
      return;
    unsigned I = 0;
    for (const FieldDecl *Field : Record->fields()) {
      if (Field->isUnnamedBitField())
        continue;
      if (I >= List->getNumInits())
        break;
      const Expr *Init = List->getInit(I++);
      if (const VarDecl *Table = tableAt(Init))
        Uses.push_back(useOf(*Table, *Field, Init->getSourceRange(), Spans));
    }
  });
  MatchFinder Finder;
  Finder.addMatcher(assignedMember(), &OnAssignment);
  Finder.addMatcher(initListExpr().bind(bound::Table), &OnList);
  Finder.matchAST(Context);
  return Uses;
}

std::string memberThatHolds(const MemberExpr &Hook) {
  const auto *Holder =
      dyn_cast<MemberExpr>(Hook.getBase()->IgnoreParenImpCasts());
  const auto *Field =
      Holder ? dyn_cast<FieldDecl>(Holder->getMemberDecl()) : nullptr;
  return Field ? fieldName(*Field) : std::string();
}

} // namespace premap
