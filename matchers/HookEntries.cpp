#include "matchers/HookEntries.h"

#include "matchers/HookMatchers.h"

#include "clang/AST/ASTContext.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace premap {

static bool takesDesc(const FieldDecl &Hook) {
  const auto *Type =
      Hook.getType()->getPointeeType()->getAs<FunctionProtoType>();
  return Type && llvm::any_of(Type->param_types(), [](QualType Parameter) {
           return vmaForm(Parameter) == VmaForm::Desc;
         });
}

/// The record that a person would name: not the anonymous struct inside of it.
static std::string tableType(const FieldDecl &Field) {
  const RecordDecl *Record = Field.getParent();
  while (recordName(*Record).empty()) {
    const auto *Outer = dyn_cast<RecordDecl>(Record->getDeclContext());
    if (!Outer)
      break;
    Record = Outer;
  }
  return recordName(*Record);
}

static std::string memberPath(const std::string &Path, const FieldDecl &Field) {
  if (Field.isAnonymousStructOrUnion())
    return Path;
  return (Path.empty() ? Path : Path + ".") + Field.getName().str();
}

void HookEntries::readVariable(const VarDecl &Table) {
  readInitializer(Table.getInit(), Table.getName().str());
  readOverridden();
}

void HookEntries::readLiteral(const CompoundLiteralExpr &Table) {
  readInitializer(&Table, "");
  readOverridden();
}

void HookEntries::readInitializer(const Expr *Init, const std::string &Path) {
  if (!Init)
    return;
  Init = Init->IgnoreParenImpCasts();
  if (const auto *Address = dyn_cast<UnaryOperator>(Init);
      Address && Address->getOpcode() == UO_AddrOf)
    Init = Address->getSubExpr()->IgnoreParenImpCasts();
  if (const auto *Literal = dyn_cast<CompoundLiteralExpr>(Init))
    return readInitializer(Literal->getInitializer(), Path);
  if (const auto *Update = dyn_cast<DesignatedInitUpdateExpr>(Init)) {
    readInitializer(Update->getBase(), Path);
    return readInitializer(Update->getUpdater(), Path);
  }
  const auto *List = dyn_cast<InitListExpr>(Init);
  if (!List)
    return;
  if (const InitListExpr *Semantic = List->getSemanticForm())
    List = Semantic;
  if (Seen.insert(List).second)
    readList(*List, Path);
}

void HookEntries::noteDesignators(const InitListExpr &Syntactic) {
  for (const Expr *Init : Syntactic.inits()) {
    const auto *Designated = dyn_cast_if_present<DesignatedInitExpr>(Init);
    if (!Designated ||
        !Designated->getDesignator(Designated->size() - 1)->isFieldDesignator())
      continue;
    Designators[Designated->getInit()->getBeginLoc()] = Designated;
  }
}

void HookEntries::readList(const InitListExpr &List, const std::string &Path) {
  noteDesignators(List.getSyntacticForm() ? *List.getSyntacticForm() : List);
  const RecordDecl *Record = List.getType()->getAsRecordDecl();
  if (!Record) {
    for (auto [I, Init] : llvm::enumerate(List.inits()))
      readInitializer(Init, Path + "[" + std::to_string(I) + "]");
    return;
  }
  if (Record->isUnion()) {
    const FieldDecl *Field = List.getInitializedFieldInUnion();
    if (Field && List.getNumInits())
      readField(*Field, *List.getInit(0), Path);
    return;
  }
  unsigned I = 0;
  for (const FieldDecl *Field : Record->fields()) {
    if (Field->isUnnamedBitField())
      continue;
    if (I >= List.getNumInits())
      break;
    if (const Expr *Init = List.getInit(I++))
      readField(*Field, *Init, Path);
  }
}

void HookEntries::readField(const FieldDecl &Field, const Expr &Init,
                            const std::string &Path) {
  if (!isMmapHook(Field))
    return readInitializer(&Init, memberPath(Path, Field));
  // What nobody wrote has no place; a range designator (`[0 ... 3] =`) repeats
  // what stands in one place.
  if (Init.getBeginLoc().isInvalid() ||
      !SeenValues.insert(Init.getBeginLoc()).second)
    return;
  Slot Where{&Field, Path, SourceLocation(), Init.getSourceRange(), false};
  auto Found = Designators.find(Init.getBeginLoc());
  if (Found != Designators.end()) {
    const DesignatedInitExpr &Designated = *Found->second;
    Where.FieldName =
        Designated.getDesignator(Designated.size() - 1)->getFieldLoc();
    Where.Whole = Designated.getSourceRange();
    Designators.erase(Found);
  }
  addEntry(Where, Init);
}

/// `.mmap = a, .mmap = b`: only the last one counts for C, but a person who
/// converts `a` has to know of it.
void HookEntries::readOverridden() {
  for (const auto &[Begin, Designated] : Designators) {
    const DesignatedInitExpr::Designator *Last =
        Designated->getDesignator(Designated->size() - 1);
    const FieldDecl *Field = Last->getFieldDecl();
    if (Field && isMmapHook(*Field) && SeenValues.insert(Begin).second)
      addEntry(
          {Field, "", Last->getFieldLoc(), Designated->getSourceRange(), false},
          *Designated->getInit());
  }
  Designators.clear();
}

void HookEntries::readAssignment(const BinaryOperator &Assignment,
                                 const MemberExpr &Hook) {
  const auto *Field = cast<FieldDecl>(Hook.getMemberDecl());
  addEntry({Field, Spans.text(Hook.getBase()->getSourceRange()),
            Hook.getMemberLoc(), Assignment.getSourceRange(), true},
           *Assignment.getRHS());
}

void HookEntries::readCopy(const RecordDecl &Type, SourceRange Whole,
                           const std::string &Target, const Expr &Source) {
  OpsEntry Entry;
  Entry.Type = recordName(Type);
  Entry.Variable = Target;
  Entry.Form = EntryForm::Copy;
  Entry.Where = Spans.written(Whole);
  if (!Entry.Where)
    Entry.Where = Spans.place(Whole);
  Entry.ValueText = Spans.text(Source.getSourceRange());
  Entries.push_back(std::move(Entry));
}

void HookEntries::collectTargets(const Expr *Value,
                                 llvm::SmallVectorImpl<Target> &Out) const {
  Value = Value->IgnoreParenCasts();
  if (const auto *Reference = dyn_cast<DeclRefExpr>(Value)) {
    if (const auto *Function = dyn_cast<FunctionDecl>(Reference->getDecl()))
      Out.push_back({Function, Reference->getLocation()});
  } else if (const auto *Unary = dyn_cast<UnaryOperator>(Value)) {
    if (Unary->getOpcode() == UO_AddrOf || Unary->getOpcode() == UO_Deref ||
        Unary->getOpcode() == UO_Extension)
      collectTargets(Unary->getSubExpr(), Out);
  } else if (const auto *Choice =
                 dyn_cast<AbstractConditionalOperator>(Value)) {
    collectTargets(Choice->getTrueExpr(), Out);
    collectTargets(Choice->getFalseExpr(), Out);
  } else if (const auto *Binary = dyn_cast<BinaryOperator>(Value)) {
    if (Binary->getOpcode() == BO_Comma || Binary->getOpcode() == BO_Assign)
      collectTargets(Binary->getRHS(), Out);
  } else if (const auto *Block = dyn_cast<StmtExpr>(Value)) {
    const CompoundStmt *Body = Block->getSubStmt();
    if (const auto *Last = dyn_cast_if_present<Expr>(
            Body->body_empty() ? nullptr : Body->body_back()))
      collectTargets(Last, Out);
  } else if (const auto *Opaque = dyn_cast<OpaqueValueExpr>(Value)) {
    if (Opaque->getSourceExpr())
      collectTargets(Opaque->getSourceExpr(), Out);
  }
}

void HookEntries::addEntry(const Slot &Where, const Expr &Value) {
  OpsEntry Entry;
  Entry.Type = tableType(*Where.Field);
  Entry.Field = Where.Field->getName().str();
  Entry.TakesDesc = takesDesc(*Where.Field);
  Entry.Variable = Where.Variable;
  SourceLocation Name =
      Where.FieldName.isValid() ? Where.FieldName : Value.getBeginLoc();
  bool IsTyped = static_cast<bool>(Spans.typed(Name));
  if (!IsTyped)
    Entry.Form = EntryForm::MacroBody;
  else if (Where.FieldName.isInvalid())
    Entry.Form = EntryForm::Positional;
  else
    Entry.Form =
        Where.Assigned ? EntryForm::RuntimeAssignment : EntryForm::Designated;
  Entry.Where = IsTyped ? Spans.written(Where.Whole) : Span();
  if (!Entry.Where)
    Entry.Where = Spans.place(Where.Whole);
  if (Where.FieldName.isValid())
    Entry.FieldName = Spans.typed(Where.FieldName);
  if (!IsTyped)
    Entry.Spelled = Spans.spelling(Name);
  Entry.ValueText = Spans.text(Value.getSourceRange());

  llvm::SmallVector<Target> Targets;
  collectTargets(&Value, Targets);
  if (Targets.empty()) {
    Entry.Null =
        Value.IgnoreParenCasts()->isNullPointerConstant(
            Context, Expr::NPC_ValueDependentIsNull) != Expr::NPCK_NotNull;
    Entries.push_back(std::move(Entry));
    return;
  }
  for (const Target &Handler : Targets) {
    const FunctionDecl *Function = Handler.Function;
    if (const FunctionDecl *Definition = Function->getDefinition())
      Function = Definition;
    Entry.Handler = Function->getName().str();
    Entry.HandlerFile = Function->isExternallyVisible()
                            ? std::string()
                            : Spans.path(Function->getLocation());
    Entry.Value = Spans.typed(Handler.Name);
    Entries.push_back(Entry);
    Functions.insert(Function->getCanonicalDecl());
    References.insert(Handler.Name);
  }
}

} // namespace premap
